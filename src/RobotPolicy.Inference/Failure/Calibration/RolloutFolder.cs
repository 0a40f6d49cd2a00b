using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Failure.Calibration;

/// <summary>The rollouts of a folder, divided into those that a calibration can use and the others with a reason. Immutable.</summary>
internal sealed class RolloutFolder
{
    public List<Rollout> Successes { get; } = [];

    public List<Rollout> Failures { get; } = [];

    public List<(string File, string Reason)> LeftOut { get; } = [];

    /// <summary>Reads every rollout of a folder.</summary>
    /// <param name="folder">Folder; those in it are not looked at.</param>
    /// <param name="policyHash">Hash that a rollout has to carry.</param>
    /// <param name="onRead">Told how many of how many are read.</param>
    /// <param name="stop">Ends it with an exception.</param>
    public static RolloutFolder Read(string folder, string policyHash, Action<int, int>? onRead, CancellationToken stop)
    {
        var result = new RolloutFolder();
        var files = Directory.GetFiles(folder, "*" + RolloutFile.Extension);
        Array.Sort(files, StringComparer.Ordinal);
        Rollout? first = null;
        for (var i = 0; i < files.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            var errors = new List<PackageError>();
            var rollout = RolloutFile.Read(files[i], errors);
            var reason = rollout is null ? $"it cannot be read: {errors[0]}" : Reason(rollout, policyHash, first);
            if (reason is not null)
            {
                result.LeftOut.Add((Path.GetFileName(files[i]), reason));
            }
            else
            {
                first ??= rollout;
                (rollout!.Info.Outcome == RolloutOutcome.Success ? result.Successes : result.Failures).Add(rollout);
            }

            onRead?.Invoke(i + 1, files.Length);
        }

        return result;
    }

    private static string? Reason(Rollout rollout, string policyHash, Rollout? first)
    {
        if (rollout.Info.PackageHash != policyHash)
            return "it is of another package, or of this one before it was changed";
        if (rollout.Info.Outcome == RolloutOutcome.Unsure)
            return "nobody said whether it succeeded";
        if (rollout.Dropped > 0)
            return $"{rollout.Dropped} of its calls are missing";
        if (rollout.Count > CalibrationFile.MaxCallCount)
            return $"it has {rollout.Count} calls, more than {CalibrationFile.MaxCallCount}";
        if (rollout.Info.IsInterrupted || !rollout.IsTaskStart.Span[0] || rollout.Epochs.Span.ContainsAnyExcept(rollout.Epochs.Span[0]))
            return "it was interrupted: thresholds by call need a task from its start in one go";
        if (!AllFinite(rollout))
            return "it holds numbers that are not finite";
        return first is not null && SizesOf(rollout) != SizesOf(first) ? "its sizes are not those of the others" : null;
    }

    private static bool AllFinite(Rollout rollout)
    {
        foreach (var value in rollout.Embeddings.Span)
            if (!float.IsFinite(value))
                return false;
        foreach (var value in rollout.Samples.Span)
            if (!float.IsFinite(value))
                return false;
        foreach (var value in rollout.Executed.Span)
            if (!float.IsFinite(value))
                return false;
        return true;
    }

    private static (int, int, int, int, int, int, int, int, long) SizesOf(Rollout rollout) => (
        rollout.EmbeddingSize, rollout.SampleCount, rollout.SampleSteps, rollout.PastSteps, rollout.ActionSize, rollout.ExecutedSize,
        rollout.Horizon, rollout.JointCount, rollout.IntervalNs);
}
