using System.CommandLine;
using RobotPolicy.Cli.Commands.Questions;
using RobotPolicy.Cli.Connection;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary><c>--on-interrupt</c>.</summary>
internal sealed class InterruptionOption
{
    private readonly Option<string> _option = new("--on-interrupt")
    {
        Description = "What Ctrl-C does to a task that is followed. ask: pause it and ask (on a terminal; a second Ctrl-C stops it). "
            + "stop: end it (default without a terminal). pause: hold it and leave. keep: leave, and let it run on.",
    };

    public InterruptionOption()
    {
        _option.AcceptOnlyFromAmong("ask", "stop", "pause", "keep");
    }

    public void AddTo(Command command) => command.Add(_option);

    /// <summary>What was asked for; where nobody can be asked, a robot that moves is stopped.</summary>
    public Interruption Read(Invocation run)
    {
        var asked = run.Parsed.GetValue(_option) switch
        {
            "stop" => Interruption.Stop,
            "pause" => Interruption.Pause,
            "keep" => Interruption.Keep,
            _ => Interruption.Ask,
        };
        return asked == Interruption.Ask && !QuestionPrompt.Possible(run) ? Interruption.Stop : asked;
    }
}
