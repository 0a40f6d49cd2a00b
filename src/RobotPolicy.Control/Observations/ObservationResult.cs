namespace RobotPolicy.Control.Observations;

/// <summary>What assembling an observation came to.</summary>
/// <param name="Status">Outcome.</param>
/// <param name="Camera">The robot's camera to blame, or −1.</param>
/// <param name="AgeNs">Age of the observation's instant, in nanoseconds.</param>
/// <param name="SkewNs">Largest distance of a picture from that instant, in nanoseconds.</param>
public readonly record struct ObservationResult(ObservationStatus Status, int Camera, long AgeNs, long SkewNs);
