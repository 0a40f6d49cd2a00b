using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Safety;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>Keeps what every tick of an episode commanded, and from which chunk. Filled by the loop, read when it has ended.</summary>
internal sealed class EpisodeTrace : ITickSink
{
    private readonly List<TracedTick> _ticks = [];

    /// <summary>The ticks in order; those before the start of the task and after its end command nothing.</summary>
    public IReadOnlyList<TracedTick> Ticks => _ticks;

    /// <inheritdoc/>
    public void OnTick(in TickRecord tick) => _ticks.Add(new TracedTick(
        tick.TimeNs,
        tick.Source,
        tick.Schedule.Status,
        tick.Schedule.ChunkId,
        tick.Cause,
        tick.Answer is { } answer ? tick.TimeNs - answer.Request.TimeNs : -1,
        tick.Verdict.Flags != SafetyFlags.Passed,
        [.. tick.Command],
        [.. tick.Target]));
}
