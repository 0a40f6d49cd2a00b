using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Execution;

/// <summary>The executor's own copy of one chunk, readable at any instant of its span.</summary>
internal sealed class ChunkSchedule(int horizon, int jointCount)
{
    private readonly double[] _actions = new double[horizon * jointCount];
    private int _horizon;

    public long Id { get; private set; }

    public long StartNs { get; private set; }

    public long IntervalNs { get; private set; }

    public long InferenceStartNs { get; private set; }

    public bool IsLoaded { get; private set; }

    public long EndNs => StartNs + (_horizon * IntervalNs);

    public void Load(ActionChunk chunk)
    {
        _horizon = chunk.Horizon;
        chunk.Actions.AsSpan(0, _horizon * jointCount).CopyTo(_actions);
        Id = chunk.Id;
        StartNs = chunk.StartNs;
        IntervalNs = chunk.IntervalNs;
        InferenceStartNs = chunk.InferenceStartNs;
        IsLoaded = true;
    }

    public void Clear() => IsLoaded = false;

    /// <summary>Whether the chunk has an action for an instant. Before its start, which a camera clock that runs ahead can cause, it is action 0.</summary>
    public bool Covers(long nowNs) => IsLoaded && nowNs < EndNs;

    /// <summary>Adds weight × (position, velocity) at an instant that the chunk covers.</summary>
    public void Accumulate(long nowNs, double weight, Span<double> target, Span<double> velocity)
    {
        var elapsedNs = Math.Max(0, nowNs - StartNs);
        var index = (int)(elapsedNs / IntervalNs);
        var action = _actions.AsSpan(index * jointCount, jointCount);
        if (index == _horizon - 1)
        {
            for (var joint = 0; joint < jointCount; joint++)
                target[joint] += weight * action[joint];
            return;
        }

        var next = _actions.AsSpan((index + 1) * jointCount, jointCount);
        var fraction = (double)(elapsedNs - (index * IntervalNs)) / IntervalNs;
        var perSecond = weight * NanosecondsPerSecond / IntervalNs;
        for (var joint = 0; joint < jointCount; joint++)
        {
            var step = next[joint] - action[joint];
            target[joint] += weight * (action[joint] + (fraction * step));
            velocity[joint] += perSecond * step;
        }
    }

    private const double NanosecondsPerSecond = 1e9;
}
