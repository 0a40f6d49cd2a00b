using Microsoft.Playwright;

namespace RobotPolicy.IntegrationTests.OperatorConsole;

/// <summary>Pictures of pages for people, in artifacts/pictures; README shows some of them.</summary>
internal static class Pictures
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Loop.Checkout.HardwareFile)!, "..", "artifacts", "pictures");

    public static Task TakeAsync(IPage page, string name) => page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, $"{name}.png"), FullPage = true });
}
