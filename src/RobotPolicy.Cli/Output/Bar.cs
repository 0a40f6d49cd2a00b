using RobotPolicy.Cli.Connection;
using Spectre.Console;

namespace RobotPolicy.Cli.Output;

/// <summary>A bar with the time that remains, where somebody watches and it takes long enough to be worth looking.</summary>
internal static class Bar
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Does something that tells how far it is, 0…1.</summary>
    public static T Show<T>(Invocation run, string title, Func<Action<double>?, T> work)
    {
        if (!run.Printer.Live)
            return work(null);
        return RichSheet.Console(run.Terminal, run.Printer.Colour).Progress()
            .AutoClear(true)
            .AutoRefresh(false)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: 1);
                var began = run.Terminal.Time.GetTimestamp();
                var shown = TimeSpan.Zero;
                return work(done =>
                {
                    task.Value = done;
                    var now = run.Terminal.Time.GetElapsedTime(began);
                    if (now < Patience || now - shown < Pause)
                        return;
                    shown = now;
                    context.Refresh();
                });
            });
    }
}
