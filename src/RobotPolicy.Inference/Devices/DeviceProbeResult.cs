namespace RobotPolicy.Inference.Devices;

/// <summary>Outcome of a probe. Immutable.</summary>
/// <param name="Status">What was found.</param>
/// <param name="Detail">What is wrong and what to do, as one line; the device's path where nothing is wrong.</param>
public sealed record DeviceProbeResult(DeviceProbeStatus Status, string Detail)
{
    /// <summary>Whether the device can be used.</summary>
    public bool Works => Status == DeviceProbeStatus.Works;
}
