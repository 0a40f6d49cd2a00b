using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Safety;
using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.Server.Composition;

/// <summary>What an operator has a hand on inside the loop.</summary>
internal sealed class OperatorParts : IDisposable
{
    /// <param name="robot">The robot.</param>
    /// <param name="clock">The monotonic clock of all threads.</param>
    /// <param name="intervention">How a human's frames become motion.</param>
    public OperatorParts(RobotDescription robot, IMonotonicClock clock, InterventionOptions intervention)
    {
        Human = new HumanInput(robot.Joints.Count, clock);
        Offset = new JointOffset(robot);
        Intervention = intervention;
    }

    /// <summary>Where a human's frames go.</summary>
    public HumanInput Human { get; }

    /// <summary>The operator's correction of a running policy.</summary>
    public JointOffset Offset { get; }

    /// <summary>Signs of life that motion depends on.</summary>
    public OperatorPresence Presence { get; } = new();

    /// <summary>How a human's frames become motion.</summary>
    public InterventionOptions Intervention { get; }

    /// <summary>Where changes of what the failure monitor says come out.</summary>
    public FailureSignal Failures { get; } = new();

    /// <summary>The control thread must have ended before.</summary>
    public void Dispose() => Failures.Dispose();

    /// <summary>Attaches all of it to a loop.</summary>
    /// <param name="sinks">See every tick.</param>
    /// <param name="stopSources">Others that may demand stops.</param>
    public LoopAttachments Attach(IReadOnlyList<ITickSink> sinks, IEnumerable<IStopSource> stopSources) => new()
    {
        Sinks = [.. sinks, Failures],
        Correction = Offset,
        Human = Human,
        Intervention = Intervention,
        StopSources = [Presence, .. stopSources],
    };
}
