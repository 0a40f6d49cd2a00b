using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Safety;
using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.Server.Operations;

/// <summary>The control loop as the operator's services see it: posts commands, requests stops, reads snapshots. Any thread.</summary>
public interface IRobotLoop
{
    /// <summary>The robot.</summary>
    RobotDescription Robot { get; }

    /// <summary>Ticks a second.</summary>
    double RateHz { get; }

    /// <summary>The monotonic clock of all threads.</summary>
    IMonotonicClock Clock { get; }

    /// <summary>Where a human's frames go.</summary>
    HumanInput Human { get; }

    /// <summary>Signs of life that motion depends on.</summary>
    OperatorPresence Presence { get; }

    /// <summary>Silence of a human in command after which the arm is held.</summary>
    TimeSpan HumanTimeout { get; }

    /// <summary>Changes of what the failure monitor says, as the ticks take them in.</summary>
    FailureSignal Failures { get; }

    /// <summary>State after the last tick.</summary>
    LoopStatus ReadStatus();

    /// <summary>State and joint vectors after the last tick.</summary>
    /// <param name="destination">Receives them; made by <see cref="CreateSnapshot"/>.</param>
    void ReadSnapshot(LoopSnapshot destination);

    /// <summary>A snapshot of the right size.</summary>
    LoopSnapshot CreateSnapshot();

    /// <summary>Sends one command and waits for the tick that decides on it. Commands are decided one after the other.</summary>
    /// <exception cref="TimeoutException">The control thread does not answer.</exception>
    Task<LoopVerdict> SendAsync(LoopCommand command, CancellationToken cancel);

    /// <summary>Says what the loop does about its failure monitor while the next task runs.</summary>
    void SetFailureReaction(FailureReaction reaction);

    /// <summary>Requests a stop for the next tick; never lost, never waits.</summary>
    void RequestStop(StopCause cause, StopKind kind);

    /// <summary>
    /// Adds an offset to the policy's joint targets from the next tick on; all zero takes it away.
    /// </summary>
    /// <param name="offset">One per joint, rad or m; beyond a fifth of a joint's range it is refused.</param>
    /// <returns>The first joint whose offset is too large or not finite, or −1.</returns>
    int SetOffset(ReadOnlySpan<double> offset);

    /// <summary>Makes a loaded policy the one that the next task runs, or none; taken while idle only.</summary>
    /// <param name="policy">The policy with its inference thread; stays the caller's to dispose once another has been equipped.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>Whether it was taken.</returns>
    Task<bool> EquipAsync(LoopEquipment? policy, CancellationToken cancel);
}
