using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Tests.Inference.Devices;

public sealed class DeviceChoiceTests
{
    private static readonly ExecutionDeviceOptions Cuda = new() { Device = ExecutionDevice.Cuda, DeviceId = 1, CaptureGraph = true };

    [Fact]
    public void Make_Cpu_IsNotProbed()
    {
        var choice = DeviceChoice.Make(new ExecutionDeviceOptions(), new FixedProbe(DeviceProbeStatus.Crashed));

        Assert.Equal(ExecutionDevice.Cpu, choice.Options!.Device);
        Assert.Null(choice.Problem);
    }

    [Fact]
    public void Make_WorkingDevice_IsTaken()
    {
        var choice = DeviceChoice.Make(Cuda, new FixedProbe(DeviceProbeStatus.Works));

        Assert.Equal(Cuda, choice.Options);
        Assert.Null(choice.Problem);
    }

    [Theory]
    [InlineData(DeviceProbeStatus.ProviderMissing)]
    [InlineData(DeviceProbeStatus.LibraryMissing)]
    [InlineData(DeviceProbeStatus.DeviceUnusable)]
    [InlineData(DeviceProbeStatus.WrongResult)]
    [InlineData(DeviceProbeStatus.Crashed)]
    [InlineData(DeviceProbeStatus.TimedOut)]
    public void Make_BrokenDevice_IsRefusedUnlessTheCpuIsAllowed(DeviceProbeStatus status)
    {
        var refused = DeviceChoice.Make(Cuda, new FixedProbe(status));
        var degraded = DeviceChoice.Make(Cuda with { AllowCpu = true }, new FixedProbe(status));

        Assert.Null(refused.Options);
        Assert.Equal("because", refused.Problem);
        Assert.Equal(ExecutionDevice.Cpu, degraded.Options!.Device);
        Assert.False(degraded.Options.CaptureGraph);
        Assert.StartsWith("RUNNING ON THE CPU INSTEAD OF cuda:1", degraded.Problem);
    }

    [Theory]
    [InlineData("cuda", ExecutionDevice.Cuda)]
    [InlineData("TensorRT", ExecutionDevice.TensorRt)]
    [InlineData("webgpu", ExecutionDevice.WebGpu)]
    [InlineData("cpu", ExecutionDevice.Cpu)]
    public void TryParse_KnownSpelling_IsRead(string text, ExecutionDevice expected)
    {
        Assert.True(ExecutionDeviceOptions.TryParse(text, out var device));
        Assert.Equal(expected, device);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("1")]
    public void TryParse_OtherText_IsRefused(string? text) => Assert.False(ExecutionDeviceOptions.TryParse(text, out _));

    [Fact]
    public void CudaSettings_StateTf32AndCapture()
    {
        var plain = ProviderSetup.CudaSettings(Cuda, capture: false);
        var fast = ProviderSetup.CudaSettings(Cuda with { UseTf32 = true, MemoryLimitBytes = 1L << 30 }, capture: true);

        Assert.Equal(("0", "0", "1"), (plain["use_tf32"], plain["enable_cuda_graph"], plain["device_id"]));
        Assert.Equal(("1", "1", "1073741824"), (fast["use_tf32"], fast["enable_cuda_graph"], fast["gpu_mem_limit"]));
        Assert.DoesNotContain("gpu_mem_limit", plain.Keys);
    }

    [Fact]
    public void TensorRtSettings_CacheOnlyWhereAFolderIsNamed()
    {
        var plain = ProviderSetup.TensorRtSettings(Cuda, capture: false);
        var cached = ProviderSetup.TensorRtSettings(Cuda with { CacheFolder = "/cache", TensorRtFloat16 = true }, capture: true);

        Assert.DoesNotContain(plain.Keys, key => key.Contains("cache", StringComparison.Ordinal));
        Assert.Equal(("1", "/cache", "1", "1"), (cached["trt_engine_cache_enable"], cached["trt_timing_cache_path"], cached["trt_fp16_enable"], cached["trt_cuda_graph_enable"]));
    }

    [Theory]
    [InlineData(0, "cuda:1 works", "", DeviceProbeStatus.Works)]
    [InlineData(21, "libcuda.so.1 missing", "", DeviceProbeStatus.LibraryMissing)]
    [InlineData(134, "", "terminate called", DeviceProbeStatus.Crashed)]
    [InlineData(0, "", "", DeviceProbeStatus.Crashed)]
    [InlineData(1, "help text", "", DeviceProbeStatus.Crashed)]
    [InlineData(31, "x", "", DeviceProbeStatus.Crashed)]
    public void Read_ExitCode_MeansTheStatusOnlyWithALine(int exitCode, string output, string errors, DeviceProbeStatus expected)
    {
        var result = ChildDeviceProbe.Read(Cuda, exitCode, output, errors);

        Assert.Equal(expected, result.Status);
        Assert.NotEmpty(result.Detail);
        Assert.DoesNotContain('\n', result.Detail);
    }

    [Fact]
    public void OfThisProgram_WithoutEntryPoint_IsRefused() => Assert.Throws<InvalidOperationException>(ChildDeviceProbe.OfThisProgram);

    private sealed class FixedProbe(DeviceProbeStatus status) : IDeviceProbe
    {
        public DeviceProbeResult Probe(ExecutionDeviceOptions options) => new(status, "because");
    }
}
