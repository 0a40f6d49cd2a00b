using System.IO.Compression;
using Microsoft.Playwright;
using RobotPolicy.Api.V1;
using RobotPolicy.IntegrationTests.CycloneDds;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.OperatorConsole;

/// <summary>The console's pages as such.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class ConsoleTests
{
    private const int AssetBudgetBytes = 500_000;

    [Fact]
    public async Task Pages_AreLocal_SmallAndUsableOnATablet()
    {
        await using var rig = await ConsoleRig.StartAsync();
        using var http = new HttpClient();
        var page = await rig.OpenAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 820, Height = 1180 },
            HasTouch = true,
            ColorScheme = ColorScheme.Dark,
        });
        await Assertions.Expect(page.Locator(".joint")).ToHaveCountAsync(7);
        await Pictures.TakeAsync(page, "tablet-dark");

        // The stop stays in reach wherever one scrolls to, and nothing is wider than the screen.
        await page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        await Assertions.Expect(page.Locator("#stop-button")).ToBeInViewportAsync();
        Assert.Equal(820, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        var folder = Path.Combine(Path.GetDirectoryName(rig.Setup.Program("RobotPolicy.Server", "robotpolicy-server"))!, "console");
        var bytes = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(Compressed);
        Assert.InRange(bytes, 1, AssetBudgetBytes);
    }

    private static long Compressed(string file)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (var source = File.OpenRead(file))
            source.CopyTo(gzip);
        return packed.Length;
    }
}
