using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Timing;
using RobotPolicy.Data.Recording;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Server.RosGraph;

/// <summary>What the diagnostics read. Everything here may be read by any thread and touches no state of the loop.</summary>
public sealed record DiagnosticSources
{
    /// <summary>The robot, as the hardware of every status.</summary>
    public required string HardwareId { get; init; }

    /// <summary>Ticks a second that are wanted.</summary>
    public required double RateHz { get; init; }

    /// <summary>State of the loop after its last tick.</summary>
    public required Func<LoopStatus> ReadStatus { get; init; }

    /// <summary>Distributions and counts of the loop.</summary>
    public required LoopStatistics Statistics { get; init; }

    /// <summary>The loop's deadlines.</summary>
    public required TickScheduler Scheduler { get; init; }

    /// <summary>The monotonic clock.</summary>
    public required IMonotonicClock Clock { get; init; }

    /// <summary>Name of a joint, camera or stop input by a cause and its culprit; empty where there is none.</summary>
    public Func<StopCause, int, string> NameOfCulprit { get; init; } = static (_, _) => "";

    /// <summary>Names of the scores of the active policy's failure monitor.</summary>
    public Func<IReadOnlyList<string>> ReadScores { get; init; } = static () => [];

    /// <summary>Topics that the robot publishes.</summary>
    public IReadOnlyList<TopicSource> Topics { get; init; } = [];

    /// <summary>The stop inputs, where there are any.</summary>
    public StopInputs? StopInputs { get; init; }

    /// <summary>ROS time, where it is used.</summary>
    public RosTimeSource? RosTime { get; init; }

    /// <summary>The recorder, where the run is recorded.</summary>
    public Recorder? Recorder { get; init; }

    /// <summary>The log on the graph, where there is one.</summary>
    public RosoutLogger? Rosout { get; init; }
}
