namespace RobotPolicy.Control.Model;

/// <summary>
/// What is already decided when a policy computes a chunk: what the chunk in use says from the observation on, how much of it
/// will be executed before the new chunk takes over, and what was executed before. Allocated once and filled again for every
/// inference; owned by the inference thread. All rows are in the order of the robot's joints, in radians and metres.
/// </summary>
public sealed class ChunkPrior
{
    /// <summary>Allocates the buffers.</summary>
    /// <param name="horizon">Actions in a chunk.</param>
    /// <param name="jointCount">Joints of the robot.</param>
    /// <param name="pastSteps">Most executed actions that are looked back to.</param>
    public ChunkPrior(int horizon, int jointCount, int pastSteps = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(jointCount);
        ArgumentOutOfRangeException.ThrowIfNegative(pastSteps);
        Horizon = horizon;
        JointCount = jointCount;
        PastSteps = pastSteps;
        Actions = new double[horizon * jointCount];
        Executed = new double[pastSteps * jointCount];
    }

    /// <summary>Most actions in <see cref="Actions"/>.</summary>
    public int Horizon { get; }

    /// <summary>Joints of the robot.</summary>
    public int JointCount { get; }

    /// <summary>Most actions in <see cref="Executed"/>.</summary>
    public int PastSteps { get; }

    /// <summary>
    /// What the chunk in use says, row-major [<see cref="Count"/>, joint]: row i is meant for the observation's time plus i action
    /// intervals, the instant of action i of the new chunk.
    /// </summary>
    public double[] Actions { get; }

    /// <summary>Rows of <see cref="Actions"/> that are known; 0 where no chunk is in use.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Actions d that are expected to be consumed before the new chunk takes over, at most <see cref="Count"/>; 0 where nothing is
    /// known yet.
    /// </summary>
    public int DelaySteps { get; private set; }

    /// <summary>Commands that were executed, row-major: row i was in force i + 1 action intervals before the observation.</summary>
    public double[] Executed { get; }

    /// <summary>Rows of <see cref="Executed"/> that are known.</summary>
    public int ExecutedCount { get; private set; }

    /// <summary>Nothing is decided: the first chunk of an epoch.</summary>
    public void Clear() => (Count, DelaySteps, ExecutedCount) = (0, 0, 0);

    /// <summary>Takes over what a chunk says from an instant on, between two actions linearly.</summary>
    /// <param name="chunk">The chunk in use.</param>
    /// <param name="timeNs">Time of the observation, in nanoseconds.</param>
    /// <param name="forecastNs">Time from the observation to the instant at which the new chunk is expected to take over.</param>
    public void Continue(ActionChunk chunk, long timeNs, long forecastNs)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        if (chunk.JointCount != JointCount)
            throw new ArgumentException($"Expected a chunk of {JointCount} joints, got {chunk.JointCount}.", nameof(chunk));
        Count = 0;
        var interval = chunk.IntervalNs;
        for (var atNs = timeNs; Count < Horizon && interval > 0; Count++, atNs += interval)
        {
            var elapsedNs = Math.Max(0, atNs - chunk.StartNs);
            var index = elapsedNs / interval;
            if (index >= chunk.Horizon)
                break;
            var row = Actions.AsSpan(Count * JointCount, JointCount);
            var before = chunk.Action((int)index);
            var after = chunk.Action((int)Math.Min(index + 1, chunk.Horizon - 1));
            var share = (double)(elapsedNs - (index * interval)) / interval;
            for (var joint = 0; joint < JointCount; joint++)
                row[joint] = before[joint] + (share * (after[joint] - before[joint]));
        }

        DelaySteps = interval > 0 ? (int)Math.Clamp((forecastNs + interval - 1) / interval, 0, Count) : 0;
    }

    /// <summary>States how many rows of <see cref="Executed"/> were written.</summary>
    public void SetExecuted(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, PastSteps);
        ExecutedCount = count;
    }
}
