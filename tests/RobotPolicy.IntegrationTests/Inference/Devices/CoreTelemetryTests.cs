using System.Runtime.InteropServices;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.IntegrationTests.Inference.Devices;

/// <summary>A robot's workstation reports to nobody.</summary>
public sealed class CoreTelemetryTests
{
    [Fact]
    public void Core_OnceItRuns_WasToldToReportNothing()
    {
        OnnxEnvironment.EnsureCreated();

        Assert.Equal("1", Marshal.PtrToStringUTF8(ReadVariable(CoreTelemetry.Variable)));
    }

    [DllImport("libc", EntryPoint = "getenv")]
    private static extern IntPtr ReadVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
