using RobotPolicy.Control.Model;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Control.Loop;

/// <summary>A reason for not executing the policy, found by one stage in one tick.</summary>
/// <param name="Cause">The reason, or <see cref="StopCause.None"/>.</param>
/// <param name="Culprit">The robot's joint or camera to blame, depending on the cause, or −1.</param>
/// <param name="NeedsOperator">Whether it is a protective stop, from which only an operator resumes.</param>
public readonly record struct TickFault(StopCause Cause, int Culprit, bool NeedsOperator = false)
{
    /// <summary>Nothing is wrong.</summary>
    public static TickFault None { get; } = new(StopCause.None, -1);

    /// <summary>Whether there is none.</summary>
    public bool IsNone => Cause == StopCause.None;

    /// <summary>This one, or the other where this is none.</summary>
    public TickFault Or(in TickFault other) => IsNone ? other : this;
}
