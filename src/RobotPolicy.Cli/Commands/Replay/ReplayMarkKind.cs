namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>Kinds of <see cref="ReplayMark"/>.</summary>
internal enum ReplayMarkKind
{
    Takeover,
    Alert,
    Drop,
}
