using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Safety;

/// <summary>A stop that lasts as long as its cause. While it does, nothing starts and nothing goes on.</summary>
/// <param name="Kind">How hard; meaningless where there is no cause.</param>
/// <param name="Cause">Why, or <see cref="StopCause.None"/>.</param>
/// <param name="Culprit">Number of the stop input to blame, or −1.</param>
public readonly record struct StopDemand(StopKind Kind, StopCause Cause, int Culprit)
{
    /// <summary>Nothing is demanded.</summary>
    public static StopDemand None { get; } = new(0, StopCause.None, -1);

    /// <summary>Whether nothing is demanded.</summary>
    public bool IsNone => Cause == StopCause.None;

    /// <summary>The harder of two.</summary>
    public StopDemand Or(in StopDemand other) => IsNone || (!other.IsNone && other.Kind > Kind) ? other : this;
}
