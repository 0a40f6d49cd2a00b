using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Server.Telemetry;

/// <summary>
/// Distributions and counts of everything the loop does. Written by the control thread at the end of each tick, without
/// allocating; read by any thread.
/// </summary>
public sealed class LoopStatistics : ITickSink
{
    private readonly long[] _holds = new long[Enum.GetValues<StopCause>().Max(cause => (int)cause) + 1];
    private readonly long[] _outcomes = new long[Enum.GetValues<InferenceOutcome>().Length];
    private readonly long[] _sources = new long[Enum.GetValues<CommandSource>().Length];
    private ControlMode _mode;
    private long _limitedTicks;
    private long _scored;

    /// <summary>Duration of a tick, from its start until the command was handed over.</summary>
    public LatencyHistogram Tick { get; } = new();

    /// <summary>Duration of an inference, from the assembly of the observation to the finished chunk.</summary>
    public LatencyHistogram Inference { get; } = new();

    /// <summary>Our share of an inference: all of it but the model's own run.</summary>
    public LatencyHistogram AroundModel { get; } = new();

    /// <summary>Age of an observation when its inference began: sensor, transport and alignment.</summary>
    public LatencyHistogram ObservationAge { get; } = new();

    /// <summary>How much of a chunk is over when it takes over: observation, inference, and the way of a command.</summary>
    public LatencyHistogram Delay { get; } = new();

    /// <summary>What the failure monitor adds to an inference.</summary>
    public LatencyHistogram Scoring { get; } = new();

    /// <summary>Inferences that a failure monitor judged.</summary>
    public long ScoredCount => Volatile.Read(ref _scored);

    /// <summary>Ticks in which a limit changed the policy's target.</summary>
    public long LimitedTickCount => Volatile.Read(ref _limitedTicks);

    /// <summary>Transitions from motion, of a policy or a human, to a hold or a stop, by cause.</summary>
    public long GetHolds(StopCause cause) => Volatile.Read(ref _holds[(int)cause]);

    /// <summary>Inferences by outcome.</summary>
    public long GetInferences(InferenceOutcome outcome) => Volatile.Read(ref _outcomes[(int)outcome]);

    /// <summary>Ticks by the source of their command.</summary>
    public long GetTicks(CommandSource source) => Volatile.Read(ref _sources[(int)source]);

    /// <inheritdoc/>
    public void OnTick(in TickRecord tick)
    {
        Tick.Record(tick.DurationNs);
        Increment(ref _sources[(int)tick.Source]);
        if (tick.Source == CommandSource.Policy && tick.Verdict.Flags != 0)
            Increment(ref _limitedTicks);

        if (tick.Answer is { } answer)
        {
            Increment(ref _outcomes[(int)answer.Outcome]);
            if (answer.Outcome == InferenceOutcome.Ok)
            {
                Inference.Record(answer.TotalNs);
                AroundModel.Record(answer.TotalNs - answer.ModelNs);
                ObservationAge.Record(answer.Observation.AgeNs);
                if (answer.Failure.State != FailureState.Off)
                {
                    Scoring.Record(answer.ScoringNs);
                    Increment(ref _scored);
                }

                if (tick.Acceptance == ChunkAcceptance.Accepted)
                    Delay.Record(tick.DelayNs);
            }
        }

        if (_mode is ControlMode.Running or ControlMode.Human && tick.Mode is ControlMode.Holding or ControlMode.ProtectiveStop or ControlMode.EmergencyStop)
            Increment(ref _holds[(int)tick.Cause]);
        _mode = tick.Mode;
    }

    private static void Increment(ref long counter) => Volatile.Write(ref counter, counter + 1);
}
