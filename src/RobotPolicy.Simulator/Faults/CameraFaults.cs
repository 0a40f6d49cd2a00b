namespace RobotPolicy.Simulator.Faults;

/// <summary>Faults of one camera.</summary>
/// <param name="Frozen">The last picture is published again and again, with its old stamp.</param>
/// <param name="Dropped">Nothing is published.</param>
/// <param name="Delay">Pictures are published this much later, with their own stamps.</param>
internal readonly record struct CameraFaults(bool Frozen, bool Dropped, TimeSpan Delay);
