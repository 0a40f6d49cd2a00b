using RobotPolicy.Inference.Devices;

namespace RobotPolicy.IntegrationTests.Inference.Devices;

/// <summary>A test that needs a CUDA GPU; skipped with the probe's own words where none works.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CudaFactAttribute : FactAttribute
{
    private static readonly Lazy<DeviceProbeResult> Result = new(() => ServerProbe.Create().Probe(new ExecutionDeviceOptions { Device = ExecutionDevice.Cuda }));

    public CudaFactAttribute()
    {
        if (!Result.Value.Works)
            Skip = Result.Value.Detail;
    }
}
