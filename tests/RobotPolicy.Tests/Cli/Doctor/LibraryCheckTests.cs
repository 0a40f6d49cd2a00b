using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Doctor.Checks;
using RobotPolicy.Data.Datasets.Interop;
using RobotPolicy.Data.Mcap.Interop;
using RobotPolicy.Imaging.Interop;
using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Tests.Cli.Doctor;

/// <summary>GPU and native libraries.</summary>
public sealed class LibraryCheckTests
{
    private const string Driver = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build\n";

    [Fact]
    public void Names_AreThoseThatTheProgramsLoad() => Assert.Equal(
        [TurboJpeg.Library, Lz4.Library, Zstd.Library, Duckdb.Library, DuckdbLibrary.FolderVariable],
        [LibraryCheck.TurboJpeg, LibraryCheck.Lz4, LibraryCheck.Zstd, LibraryCheck.DuckDb, LibraryCheck.DuckDbVariable]);

    [Fact]
    public void Libraries_NoneThere_SayWhatTheyAreForAndHowToGetThem()
    {
        using var machine = new MadeUpMachine();

        var findings = new LibraryCheck().Look(machine.Machine).ToList();

        Assert.Equal(["Cyclone DDS", "ONNX Runtime"], findings.Where(finding => finding.State == CheckState.Problem).Select(finding => finding.Name));
        Assert.Equal(["TurboJPEG", "LZ4", "Zstandard", "DuckDB"], findings.Where(finding => finding.State == CheckState.Advice).Select(finding => finding.Name));
        Assert.All(findings, finding => Assert.NotEqual("", finding.Why));
        Assert.Equal("sudo apt-get install libddsc0debian", findings[0].Command);
    }

    [Fact]
    public void CycloneDds_OnALaterDebian_HasAnotherPackage()
    {
        using var machine = new MadeUpMachine();

        Assert.Equal("sudo apt-get install libddsc0t64", new LibraryCheck().Look(machine.With("/etc/os-release", "ID=debian\nVERSION_ID=\"13\"\n").Machine).First().Command);
    }

    [Fact]
    public void Libraries_AreFoundWhereTheLoaderLooks()
    {
        using var machine = new MadeUpMachine();
        machine.With("/opt/ros/lib/libddsc.so.0").WithVariable("LD_LIBRARY_PATH", "/nowhere:/opt/ros/lib")
            .With(MadeUpMachine.Programs + "libonnxruntime.so")
            .With("/usr/lib/special/liblz4.so.1").WithLoaderCache("/usr/lib/special/liblz4.so.1", "/usr/lib/gone/libzstd.so.1")
            .With("/lib/x86_64-linux-gnu/libturbojpeg.so.0")
            .With("/data/duck/libduckdb.so").WithVariable("ROBOTPOLICY_DUCKDB", "/data/duck");

        var findings = new LibraryCheck().Look(machine.Machine).ToDictionary(finding => finding.Name);

        Assert.Equal((CheckState.Ok, "libddsc.so.0"), (findings["Cyclone DDS"].State, findings["Cyclone DDS"].Found));
        Assert.Equal((CheckState.Ok, "beside the program"), (findings["ONNX Runtime"].State, findings["ONNX Runtime"].Found));
        Assert.Equal(CheckState.Ok, findings["LZ4"].State);
        Assert.Equal(CheckState.Ok, findings["TurboJPEG"].State);
        Assert.Equal(CheckState.Ok, findings["DuckDB"].State);
        Assert.Equal((CheckState.Advice, "libzstd.so.1 is missing"), (findings["Zstandard"].State, findings["Zstandard"].Found));
    }

    [Fact]
    public void Gpu_NotThereAndNotAskedFor_DoesNotApply()
    {
        using var machine = new MadeUpMachine();

        Assert.Equal(CheckState.NotApplicable, machine.Look(new GpuCheck()).State);
        Assert.Empty(new DeviceLibraryCheck().Look(machine.Machine));
    }

    [Fact]
    public void Gpu_NotThereThoughAskedFor_IsAProblem()
    {
        using var machine = new MadeUpMachine { Device = ExecutionDevice.TensorRt };

        Assert.Equal(CheckState.Problem, machine.Look(new GpuCheck()).State);
        var findings = new DeviceLibraryCheck().Look(machine.Machine).ToList();
        Assert.Equal([("CUDA", CheckState.Problem), ("TensorRT", CheckState.Problem)], findings.Select(finding => (finding.Name, finding.State)));
        Assert.Contains("libcudnn.so.9", findings[0].Why, StringComparison.Ordinal);
        Assert.Contains("make setup GPU=1", findings[0].Why, StringComparison.Ordinal);
        Assert.Equal("3 of 3 libraries missing", findings[1].Found);
        Assert.DoesNotContain("libcudnn.so.9", findings[1].Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Driver, CheckState.Ok, "2 × NVIDIA H200, driver 580.65.06")]
    [InlineData("NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat", CheckState.Advice, "2 × NVIDIA H200, driver 535.104.05")]
    [InlineData("", CheckState.Ok, "2 × NVIDIA H200, driver not shown")]
    internal void Gpu_There_IsNamedWithItsDriver(string version, CheckState state, string found)
    {
        using var machine = new MadeUpMachine();
        machine.With("/proc/driver/nvidia/version", version)
            .With("/proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t\t NVIDIA H200\nIRQ:   1\n")
            .With("/proc/driver/nvidia/gpus/0000:02:00.0/information", "Model: \t\t NVIDIA H200\nIRQ:   2\n");

        var finding = machine.Look(new GpuCheck());

        Assert.Equal((state, found), (finding.State, finding.Found));
    }

    [Fact]
    public void Cuda_DriverThereAndLibrariesToo_IsFine()
    {
        using var machine = new MadeUpMachine();
        machine.With("/proc/driver/nvidia/version", Driver);
        foreach (var (library, _) in ProviderLibraries.Vendor(ExecutionDevice.Cuda))
            machine.With("/usr/lib/x86_64-linux-gnu/" + library);
        foreach (var library in ProviderLibraries.Own(ExecutionDevice.Cuda))
            machine.With("/opt/gpu/" + library);
        machine.WithVariable("ROBOTPOLICY_ONNXRUNTIME", "/opt/gpu");

        var findings = new DeviceLibraryCheck().Look(machine.Machine).ToDictionary(finding => finding.Name);

        Assert.Equal(Finding.Ok("CUDA", "all 8 libraries"), findings["CUDA"]);
        Assert.Equal(CheckState.Advice, findings["TensorRT"].State);
        Assert.False(findings.ContainsKey("Vulkan"));
    }

    [Fact]
    public void VideoPrograms_AreLookedForOnThePath()
    {
        using var machine = new MadeUpMachine();
        machine.WithVariable("PATH", "/usr/bin:/opt/bin").With("/opt/bin/ffmpeg");
        Assert.Equal((CheckState.Advice, "no ffprobe on the PATH"), (machine.Look(new VideoProgramCheck()).State, machine.Look(new VideoProgramCheck()).Found));

        machine.With("/opt/bin/ffprobe");
        Assert.Equal(Finding.Ok("ffmpeg", "/opt/bin/ffmpeg"), machine.Look(new VideoProgramCheck()));
    }
}
