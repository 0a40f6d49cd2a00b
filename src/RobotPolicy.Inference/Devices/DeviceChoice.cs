namespace RobotPolicy.Inference.Devices;

/// <summary>Where a graph is going to run. Immutable.</summary>
/// <param name="Options">The device that is used; <see langword="null"/> where the one that was asked for does not work.</param>
/// <param name="Problem">Why it is not the one that was asked for; <see langword="null"/> where it is. To be logged as a warning.</param>
public sealed record DeviceChoice(ExecutionDeviceOptions? Options, string? Problem)
{
    /// <summary>Probes the device that is asked for and takes it, or the processor where that is allowed, or nothing.</summary>
    public static DeviceChoice Make(ExecutionDeviceOptions wanted, IDeviceProbe probe)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(probe);
        wanted.Validate();
        if (wanted.Device == ExecutionDevice.Cpu)
            return new DeviceChoice(wanted, null);

        var result = probe.Probe(wanted);
        if (result.Works)
            return new DeviceChoice(wanted, null);
        return wanted.AllowCpu
            ? new DeviceChoice(
                wanted with { Device = ExecutionDevice.Cpu, CaptureGraph = false },
                $"RUNNING ON THE CPU INSTEAD OF {wanted}, because it is allowed to: inference is many times slower. {result.Detail}")
            : new DeviceChoice(null, result.Detail);
    }
}
