using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using Spectre.Console;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary>What a preparation is busy with: in place where somebody watches, else a line for each step; nothing for programs.</summary>
internal static class PrepareProgress
{
    public static T Show<T>(Invocation run, Func<Action<string>, T> prepare)
    {
        var start = run.Terminal.Time.GetTimestamp();
        if (!run.Printer.Live)
            return prepare(step => run.Printer.Line($"{Words.Seconds(run.Terminal.Time.GetElapsedTime(start).TotalSeconds),9}  {step}", Tone.Dim));
        return RichSheet.Console(run.Terminal, run.Printer.Colour).Progress().AutoClear(true)
            .Columns(new SpinnerColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn())
            .Start(progress =>
            {
                var bar = progress.AddTask("reading").IsIndeterminate();
                return prepare(step => bar.Description = Markup.Escape(step));
            });
    }
}
