using System.Runtime.Versioning;
using Grpc.Core;
using Microsoft.Playwright;
using RobotPolicy.IntegrationTests.Api;
using RobotPolicy.IntegrationTests.Sessions;
using RobotPolicy.Server.Options;

namespace RobotPolicy.IntegrationTests.OperatorConsole;

/// <summary>Roles, tokens and TLS hold in the console as everywhere.</summary>
[SupportedOSPlatform("linux")]
public sealed class ConsoleAccessTests : IDisposable
{
    private readonly People _people = new();

    public void Dispose() => _people.Dispose();

    [Fact]
    public async Task WhoShowsNothing_IsAskedForAToken_OverTls()
    {
        await using var server = await StartAsync();
        await using var browser = await ConsoleBrowser.StartAsync();
        var page = await OpenAsync(browser, server);

        await Assertions.Expect(page.Locator(".sign-in")).ToBeVisibleAsync();
        await page.GetByLabel("Token").FillAsync(new string('0', 64));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.Locator(".sign-in .bad")).ToContainTextAsync("unknown");

        await SignInAsync(page, _people.Operator);
        await Assertions.Expect(page.Locator(".authority")).ToContainTextAsync("otto, operator");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take control" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-holder=me]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Viewer_SeesAndStops_AndCannotTakeControl()
    {
        await using var server = await StartAsync();
        await using var browser = await ConsoleBrowser.StartAsync();
        var page = await OpenAsync(browser, server);
        await SignInAsync(page, _people.Viewer);

        await Assertions.Expect(page.Locator(".authority")).ToContainTextAsync("vera, viewer");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Take control" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".joint").First).ToBeVisibleAsync();
        await page.Locator("#stop-button").ClickAsync();
        await Assertions.Expect(page.Locator("#stop-answer")).ToHaveAttributeAsync("data-tone", "done");
    }

    [Fact]
    public async Task OneHolder_TheOthersSeeWho_AndASupervisorTakesIt()
    {
        await using var server = await StartAsync();
        await using var browser = await ConsoleBrowser.StartAsync();
        var (first, second) = (await OpenAsync(browser, server), await OpenAsync(browser, server));
        await SignInAsync(first, _people.Operator);
        await SignInAsync(second, _people.Supervisor);
        await first.GetByRole(AriaRole.Button, new() { Name = "Take control" }).ClickAsync();
        await Assertions.Expect(second.Locator("[data-holder=other]")).ToContainTextAsync("otto is in control");

        await second.GetByRole(AriaRole.Button, new() { Name = "Take control from otto" }).ClickAsync();

        await Assertions.Expect(second.Locator("[data-holder=me]")).ToBeVisibleAsync();
        await Assertions.Expect(first.Locator("[data-holder=other]")).ToContainTextAsync("sara is in control");
        await Assertions.Expect(first.Locator(".notice.error")).ToContainTextAsync("lease");
    }

    private Task<OperatorServer> StartAsync() =>
        OperatorServer.StartAsync(console: "127.0.0.1:0", options: _people.Options with { Listen = "127.0.0.1:0", Console = "127.0.0.1:0", Tls = TlsMode.On });

    private static Task<IPage> OpenAsync(ConsoleBrowser browser, OperatorServer server) =>
        browser.OpenAsync(server.Console, new BrowserNewContextOptions { IgnoreHTTPSErrors = true });

    private static async Task SignInAsync(IPage page, Metadata shown)
    {
        await page.GetByLabel("Token").FillAsync(shown.GetValue("authorization")!["Bearer ".Length..]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
