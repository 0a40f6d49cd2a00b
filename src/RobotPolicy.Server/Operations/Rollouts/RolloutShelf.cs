using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Server.Operations.Rollouts;

/// <summary>The folder of rollouts. Blocks; one thread at a time.</summary>
/// <param name="folder">An existing folder.</param>
/// <param name="freeBytes">Bytes that are free on its disk; <see langword="null"/> asks the system.</param>
public sealed class RolloutShelf(string folder, Func<long>? freeBytes = null)
{
    /// <summary>Bytes that stay free on the disk: rollouts never take the last of what others need.</summary>
    public const long ReservedBytes = 512L << 20;

    /// <summary>Writes a rollout.</summary>
    /// <param name="rollout">What to write.</param>
    /// <param name="taskId">Task that it is of; names the file.</param>
    /// <exception cref="IOException">The disk is nearly full, or the file cannot be written.</exception>
    public void Write(Rollout rollout, string taskId)
    {
        var free = freeBytes is null ? new DriveInfo(folder).AvailableFreeSpace : freeBytes();
        var needed = RolloutFile.SizeOf(rollout) + ReservedBytes;
        if (free < needed)
            throw new IOException($"the disk of {folder} has {free >> 20} MiB left, {needed >> 20} MiB are needed with the reserve");
        RolloutFile.Write(rollout, PathOf(taskId));
    }

    /// <summary>Says in a rollout that was written how it came out; nothing happens where it is no longer there.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public void Label(string taskId, RolloutOutcome outcome)
    {
        var path = PathOf(taskId);
        var errors = new List<PackageError>();
        if (File.Exists(path) && !RolloutFile.Label(path, outcome, errors))
            throw new IOException($"{path} cannot be labelled: {errors[0]}");
    }

    private string PathOf(string taskId) => Path.Combine(folder, taskId + RolloutFile.Extension);
}
