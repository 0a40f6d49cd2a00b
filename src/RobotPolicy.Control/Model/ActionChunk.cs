namespace RobotPolicy.Control.Model;

/// <summary>
/// A policy's answer: joint targets at absolute times. Action i is meant for the interval that starts at
/// <c>StartNs + i · IntervalNs</c>. Allocated once, pooled, and filled again; owned by one thread at a time.
/// </summary>
public sealed class ActionChunk
{
    /// <summary>Allocates the buffers.</summary>
    /// <param name="horizon">Largest number of actions.</param>
    /// <param name="jointCount">Joints of the robot.</param>
    public ActionChunk(int horizon, int jointCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(jointCount);
        Horizon = horizon;
        JointCount = jointCount;
        Actions = new double[horizon * jointCount];
    }

    /// <summary>Number of actions.</summary>
    public int Horizon { get; }

    /// <summary>Joints of the robot.</summary>
    public int JointCount { get; }

    /// <summary>Joint targets, row-major [horizon, joint], in the order of the robot's joints; radians or metres.</summary>
    public double[] Actions { get; }

    /// <summary>Sequence number since the service started; rises by one with every inference.</summary>
    public long Id { get; set; }

    /// <summary>Epoch of the observation. A chunk of an older epoch is never executed.</summary>
    public long Epoch { get; set; }

    /// <summary>Time of action 0, on the monotonic clock, in nanoseconds: the time of the observation.</summary>
    public long StartNs { get; set; }

    /// <summary>Time from one action to the next, in nanoseconds.</summary>
    public long IntervalNs { get; set; }

    /// <summary>When the inference began, on the monotonic clock, in nanoseconds.</summary>
    public long InferenceStartNs { get; set; }

    /// <summary>When the inference ended, on the monotonic clock, in nanoseconds.</summary>
    public long InferenceEndNs { get; set; }

    /// <summary>Time spent inside the model itself, in nanoseconds; the rest of the inference is ours.</summary>
    public long ModelNs { get; set; }

    /// <summary>
    /// Actions from the first on that the policy was told are decided and has only repeated; a chunk that takes over later than
    /// that does not join. 0 where the policy was told nothing.
    /// </summary>
    public int ConditionedSteps { get; set; }

    /// <summary>What the policy says about its task beside actions.</summary>
    public PolicySignals Signals { get; set; } = PolicySignals.None;

    /// <summary>First instant at which the chunk has nothing left to say, in nanoseconds.</summary>
    public long EndNs => StartNs + (Horizon * IntervalNs);

    /// <summary>Joint targets of one action.</summary>
    public Span<double> Action(int index) => Actions.AsSpan(index * JointCount, JointCount);
}
