using RobotPolicy.Cli.Connection;
using Spectre.Console;

namespace RobotPolicy.Cli.Output;

/// <summary>Shows that something goes on that cannot say how far it is, where somebody watches.</summary>
internal static class Spinner
{
    /// <summary>Does it.</summary>
    public static T Show<T>(Invocation run, string title, Func<T> work) => run.Printer.Live
        ? RichSheet.Console(run.Terminal, run.Printer.Colour).Status().Start(Markup.Escape(title), _ => work())
        : work();
}
