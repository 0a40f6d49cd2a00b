using RobotPolicy.Inference.Devices;

namespace RobotPolicy.IntegrationTests.Inference.Devices;

/// <summary>
/// A test that needs a device with memory of its own. A software Vulkan driver will do (<c>make setup GPU=1</c>); without any,
/// the test is skipped with the probe's own words.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WebGpuFactAttribute : FactAttribute
{
    private static readonly Lazy<DeviceProbeResult> Result = new(() => ServerProbe.Create().Probe(new ExecutionDeviceOptions { Device = ExecutionDevice.WebGpu }));

    public WebGpuFactAttribute()
    {
        if (!Result.Value.Works)
            Skip = Result.Value.Detail;
    }
}
