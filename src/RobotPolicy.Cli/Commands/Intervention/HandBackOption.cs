using System.CommandLine;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary><c>--then</c>: what follows a takeover.</summary>
internal sealed class HandBackOption
{
    private readonly Option<string> _then = new("--then")
    {
        Description = "What follows: hold until an operator resumes, or resume the task at once.",
        DefaultValueFactory = _ => "hold",
    };

    public HandBackOption()
    {
        _then.AcceptOnlyFromAmong("hold", "resume");
    }

    public void AddTo(Command command) => command.Add(_then);

    public ReleaseRequest.Types.Then Read(ParseResult parsed) =>
        parsed.GetValue(_then) == "resume" ? ReleaseRequest.Types.Then.Resume : ReleaseRequest.Types.Then.Hold;
}
