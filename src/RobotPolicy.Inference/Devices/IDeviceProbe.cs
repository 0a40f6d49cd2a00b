namespace RobotPolicy.Inference.Devices;

/// <summary>Finds out whether a device works before a policy is put on it. Any thread.</summary>
public interface IDeviceProbe
{
    /// <summary>Probes; takes up to a minute. Never throws for what is wrong with the device.</summary>
    DeviceProbeResult Probe(ExecutionDeviceOptions options);
}
