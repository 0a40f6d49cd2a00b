using RobotPolicy.Data.Mcap.Recovery;

namespace RobotPolicy.Data.Mcap;

/// <summary>
/// Saves what can be saved of a file that was cut off, whose writer crashed, or whose bytes were damaged: reads it from its beginning
/// without trusting a length, passes over what makes no sense to the next place that does, and writes a new, whole file. Damaged input
/// causes no exception; memory is bounded by the limits.
/// </summary>
public static class McapRecovery
{
    /// <summary>Recovers.</summary>
    /// <param name="damaged">Seekable; begins at its byte 0.</param>
    /// <param name="recovered">Gets the new file; left open.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="progress">Told how much of the damaged file is read, 0…1.</param>
    public static McapRecoveryReport Recover(
        Stream damaged, Stream recovered, McapRecoveryOptions? options = null, Action<double>? progress = null)
    {
        using var walk = new RecoveryWalk(damaged, recovered, options ?? McapRecoveryOptions.Default);
        return walk.Run(progress);
    }
}
