namespace RobotPolicy.Inference.Replay;

/// <summary>
/// A clock on which nothing takes any time: in a replay no budget is exceeded, however busy the machine is that computes it, since how long
/// something took then is in the recording and not in the replay.
/// </summary>
internal sealed class StandingTime : TimeProvider
{
    /// <summary>The one there is.</summary>
    public static StandingTime Instance { get; } = new();

    /// <inheritdoc/>
    public override long GetTimestamp() => 0;
}
