namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary>What becomes of a task whose follower is interrupted.</summary>
internal enum Interruption
{
    /// <summary>Pause, then ask.</summary>
    Ask,
    Stop,
    Pause,
    Keep,
}
