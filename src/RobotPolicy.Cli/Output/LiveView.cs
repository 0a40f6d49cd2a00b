using Spectre.Console;

namespace RobotPolicy.Cli.Output;

/// <summary>Tables that redraw themselves in place while values arrive.</summary>
internal static class LiveView
{
    /// <summary>Draws the sheets of each value; ends with the sequence.</summary>
    public static async Task ShowAsync<T>(
        Terminal terminal, bool colour, IAsyncEnumerable<T> values, Func<T, IReadOnlyList<Sheet>> sheets, CancellationToken stop)
    {
        await RichSheet.Console(terminal, colour).Live(new Text("waiting for the robot…")).StartAsync(async view =>
        {
            await foreach (var value in values.WithCancellation(stop).ConfigureAwait(false))
                view.UpdateTarget(RichSheet.Of(sheets(value)));
        }).ConfigureAwait(false);
    }
}
