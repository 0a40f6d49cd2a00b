using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Safety;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Control.Loop;

/// <summary>What the arbiter decides by.</summary>
/// <param name="NowNs">Now, on the monotonic clock.</param>
/// <param name="Fault">The worst fault of this tick.</param>
/// <param name="ArmFault">The worst fault of this tick that concerns a human in command too: joints, receivers, deadlines.</param>
/// <param name="StartBlock">What forbids a start now.</param>
/// <param name="Demand">The hardest stop that somebody outside the loop demands for as long as its cause lasts.</param>
/// <param name="Human">What the human's stream asks for.</param>
/// <param name="HumanEngaged">Whether the human's dead-man switch is closed.</param>
/// <param name="IsStandstill">Whether the last command stands still.</param>
/// <param name="CanFollow">Whether the measured position is fresh, and one that a command may begin from.</param>
/// <param name="Schedule">Whether the schedule has a target.</param>
/// <param name="Prediction">Why the failure monitor holds the policy; none if it does not.</param>
/// <param name="SafePose">How far the arm is on its way to the safe pose.</param>
internal readonly record struct ArbiterInput(
    long NowNs,
    TickFault Fault,
    TickFault ArmFault,
    TickFault StartBlock,
    StopDemand Demand,
    HumanAsk Human,
    bool HumanEngaged,
    bool IsStandstill,
    bool CanFollow,
    ScheduleStatus Schedule,
    StopCause Prediction,
    SafePoseProgress SafePose);
