using System.Diagnostics;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Imaging;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference.Devices;

public sealed class DeviceProbeTests : IDisposable
{
    private static readonly ExecutionDeviceOptions Cuda = new() { Device = ExecutionDevice.Cuda };
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-probe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Probe_Cpu_Works() => Assert.True(ServerProbe.Create().Probe(new ExecutionDeviceOptions()).Works);

    [Fact]
    public void Probe_ProvidersNotInstalled_NamesThemAndTheRemedy()
    {
        var result = ServerProbe.Create(null, ("ROBOTPOLICY_ONNXRUNTIME", _folder)).Probe(Cuda);

        Assert.Equal(DeviceProbeStatus.ProviderMissing, result.Status);
        Assert.Contains($"libonnxruntime_providers_shared.so, libonnxruntime_providers_cuda.so missing in {_folder}", result.Detail);
        Assert.Contains("make setup GPU=1", result.Detail);
    }

    [Fact]
    public void Probe_TensorRtProviderNotInstalled_NamesIt()
    {
        Touch("libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so");
        var result = ServerProbe.Create(null, ("ROBOTPOLICY_ONNXRUNTIME", _folder)).Probe(Cuda with { Device = ExecutionDevice.TensorRt });

        Assert.Equal(DeviceProbeStatus.ProviderMissing, result.Status);
        Assert.Contains("tensorrt:0: libonnxruntime_providers_tensorrt.so missing", result.Detail);
    }

    [Fact]
    public void Probe_LibraryThatAborts_IsReportedNotShared()
    {
        // What a half-broken driver does: it ends the process that loads it.
        Touch("libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so");
        Compile("libcuda.so.1", "#include <stdio.h>\n#include <stdlib.h>\n__attribute__((constructor)) static void start(void) { fputs(\"driver: no way\\n\", stderr); abort(); }\n");

        var result = ServerProbe.Create(null, ("ROBOTPOLICY_ONNXRUNTIME", _folder), ("LD_LIBRARY_PATH", _folder)).Probe(Cuda);

        Assert.Equal(DeviceProbeStatus.Crashed, result.Status);
        Assert.Contains("ended by signal 6", result.Detail);
        Assert.Contains("driver: no way", result.Detail);
    }

    [Fact]
    public void Probe_LibraryThatHangs_IsEndedInTime()
    {
        Touch("libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so");
        Compile("libcuda.so.1", "#include <unistd.h>\n__attribute__((constructor)) static void start(void) { for (;;) pause(); }\n");

        var result = ServerProbe.Create(TimeSpan.FromSeconds(3), ("ROBOTPOLICY_ONNXRUNTIME", _folder), ("LD_LIBRARY_PATH", _folder)).Probe(Cuda);

        Assert.Equal(DeviceProbeStatus.TimedOut, result.Status);
        Assert.Contains("nvidia-smi", result.Detail);
    }

    [Fact]
    public void Probe_ProgramThatDoesNotStart_IsReported()
    {
        var result = new ChildDeviceProbe(Path.Combine(_folder, "missing")).Probe(Cuda);

        Assert.Equal(DeviceProbeStatus.Crashed, result.Status);
        Assert.Contains("does not start", result.Detail);
    }

    [Fact]
    public void Load_DeviceThatDoesNotWork_IsRefusedWithReason()
    {
        using var package = new TestPolicyPackage();
        using var images = new ImagePreprocessor();

        var result = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, images, Options(allowCpu: false));

        Assert.Null(result.Policy);
        Assert.Equal(["manifest.json: device: expected cuda:0, actual no such GPU"], result.Errors.Select(e => e.ToString()));
    }

    [Fact]
    public void Load_DeviceThatDoesNotWork_CpuAllowed_LoadsWithAWarning()
    {
        using var package = new TestPolicyPackage();
        using var images = new ImagePreprocessor();

        var result = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, images, Options(allowCpu: true));

        using var policy = result.Policy;
        Assert.NotNull(policy);
        Assert.Equal(ExecutionDevice.Cpu, result.Device!.Device);
        Assert.StartsWith("RUNNING ON THE CPU INSTEAD OF cuda:0", result.DeviceWarning);
        Assert.Contains("no such GPU", result.DeviceWarning);
    }

    private static PolicyLoaderOptions Options(bool allowCpu) => new()
    {
        ActionInterval = TimeSpan.FromMilliseconds(20),
        Graph = new() { Device = Cuda with { AllowCpu = allowCpu } },
        DeviceProbe = new NoGpu(),
    };

    private void Touch(params string[] files)
    {
        foreach (var file in files)
            File.WriteAllBytes(Path.Combine(_folder, file), []);
    }

    private void Compile(string library, string source)
    {
        var code = Path.Combine(_folder, "library.c");
        File.WriteAllText(code, source);
        using var compiler = Process.Start("g++", ["-shared", "-fPIC", "-x", "c", "-o", Path.Combine(_folder, library), code]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }

    private sealed class NoGpu : IDeviceProbe
    {
        public DeviceProbeResult Probe(ExecutionDeviceOptions options) => new(DeviceProbeStatus.DeviceUnusable, "no such GPU");
    }
}
