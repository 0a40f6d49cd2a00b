using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.RosGraph;
using GraphState = RobotPolicy.Server.RosGraph.RobotState;

namespace RobotPolicy.Server.Composition;

/// <summary>What the ROS 2 graph is told, and what it may ask: log, state, alerts, diagnostics, stop services.</summary>
public sealed class GraphParts : IDisposable
{
    private readonly RobotRuntime _runtime;
    private readonly OperationsRoom _room;
    private readonly TriggerServices _services;

    /// <summary>Announces everything on the graph.</summary>
    /// <param name="runtime">The robot's side.</param>
    /// <param name="room">What an operator works with.</param>
    /// <param name="topics">The robot's topics, for the diagnostics.</param>
    /// <param name="offerResume">Whether anybody on the network may resume a held task.</param>
    /// <param name="time">Clock.</param>
    public GraphParts(RobotRuntime runtime, OperationsRoom room, IReadOnlyList<TopicSource> topics, bool offerResume, TimeProvider time)
    {
        _runtime = runtime;
        _room = room;
        var stamps = runtime.RosTime ?? time;
        Rosout = new RosoutLogger(runtime.Transport, stamps);
        State = new StateTopic(runtime.Transport);
        Alerts = new AlertTopic(runtime.Transport, room.Alerts);
        Diagnostics = new DiagnosticsPublisher(
            runtime.Transport,
            new DiagnosticSources
            {
                HardwareId = runtime.Robot.Name,
                RateHz = runtime.Gateway.RateHz,
                ReadStatus = runtime.ReadStatus,
                Statistics = runtime.Statistics,
                Scheduler = runtime.Scheduler,
                Clock = runtime.Clock,
                NameOfCulprit = (cause, culprit) => Culprits.Name(runtime.Robot, cause, culprit),
                ReadScores = () => room.Policies.ScoresOf(room.Policies.Active),
                Topics = topics,
                StopInputs = runtime.StopInputs,
                Recorder = runtime.Recorder,
                Rosout = Rosout,
                RosTime = runtime.RosTime,
            },
            stamps);

        // Whoever reaches the network can call these: they may stop, and none sets the arm in motion unless the user asks for it.
        _services = new TriggerServices(runtime.Transport, new LoopStopPort(runtime.Gateway), offerResume);
    }

    /// <summary>The log on the graph.</summary>
    public RosoutLogger Rosout { get; }

    /// <summary>The state on the graph.</summary>
    public StateTopic State { get; }

    /// <summary>The alerts on the graph.</summary>
    public AlertTopic Alerts { get; }

    /// <summary>The diagnostics on the graph.</summary>
    public DiagnosticsPublisher Diagnostics { get; }

    /// <summary>The state as the graph is told it.</summary>
    /// <param name="holder">Who holds control authority, or empty.</param>
    public GraphState ReadState(string holder)
    {
        var now = _runtime.ReadStatus();
        return new GraphState(
            now.Mode, now.Cause, Culprits.Name(_runtime.Robot, now.Cause, now.Culprit), holder, _room.Tasks.Current?.Id ?? "", now.Epoch)
        {
            Failure = now.Failure.State,
            FailureReason = now.Failure.Reason,
        };
    }

    /// <summary>Leaves the graph.</summary>
    public void Dispose()
    {
        _services.Dispose();
        Diagnostics.Dispose();
        Alerts.Dispose();
        State.Dispose();
        Rosout.Dispose();
    }
}
