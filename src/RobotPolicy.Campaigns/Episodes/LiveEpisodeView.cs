using System.Globalization;
using RobotPolicy.Api.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RobotPolicy.Campaigns.Episodes;

/// <summary>A table that is drawn in place, twice a second.</summary>
internal sealed class LiveEpisodeView(EpisodeOptions options, Func<Metrics> metrics) : EpisodeView(options, metrics)
{
    private const int ShownEpisodes = 5;
    private const long DrawPeriodMilliseconds = 500;

    private int _drawnLines;
    private long _drawnAt;

    /// <inheritdoc/>
    public override void Phase(int index, long seed, string phase)
    {
        var now = Environment.TickCount64;
        if (now - _drawnAt < DrawPeriodMilliseconds)
            return;
        _drawnAt = now;
        Draw($"episode [bold]{index + 1}[/] of {Options.Episodes}, seed {seed}: [aqua]{Markup.Escape(phase)}[/]");
    }

    /// <inheritdoc/>
    protected override void Show(EpisodeResult result) =>
        Draw($"seed {result.Seed}: {(result.Success ? "succeeded" : "failed")}");

    /// <inheritdoc/>
    public override void Summarise()
    {
        Erase();
        base.Summarise();
    }

    private void Draw(string headline)
    {
        Erase();
        var figures = new Grid().AddColumn().AddColumn();
        foreach (var (name, value) in Figures())
            figures.AddRow($"[grey]{Markup.Escape(name)}[/]", Markup.Escape(value));
        var episodes = new Grid().AddColumn();
        foreach (var result in Results.TakeLast(ShownEpisodes))
            episodes.AddRow(Describe(result));
        IRenderable body = Results.Count > 0
            ? new Rows(new Markup(headline), episodes, figures)
            : new Rows(new Markup(headline), figures);
        var panel = new Panel(body)
            .Header($" RobotPolicy: {Successes} of {Results.Count} episodes succeeded ")
            .RoundedBorder();
        var options = RenderOptions.Create(AnsiConsole.Console, AnsiConsole.Console.Profile.Capabilities);
        _drawnLines = ((IRenderable)panel)
            .Render(options, AnsiConsole.Console.Profile.Width)
            .Count(segment => segment.IsLineBreak);
        AnsiConsole.Write(panel);
    }

    private static string Describe(EpisodeResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(result.Success ? "[green]✓[/]" : "[red]✗[/]")} seed {result.Seed}, {(result.Goal.Length > 0 ? $"{result.Goal}, " : "")}{result.Seconds:F1} s{(result.Holds > 0 ? $", {result.Holds} holds ({result.LastCause})" : "")}");

    private void Erase()
    {
        if (_drawnLines > 0)
            AnsiConsole.Write(new ControlCode($"\u001b[{_drawnLines}F\u001b[J"));
        _drawnLines = 0;
    }
}
