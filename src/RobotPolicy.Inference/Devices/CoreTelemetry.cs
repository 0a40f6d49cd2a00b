using System.Runtime.InteropServices;

namespace RobotPolicy.Inference.Devices;

/// <summary>
/// ONNX Runtime's official builds report sessions, models and errors to their maker over the network, from 1.29 on also on Linux,
/// and keep an identity of the machine in the user's folder. A robot's workstation reports to nobody. The core reads its variable
/// once, when it starts, from the environment of C: what .NET sets in its own copy does not reach it.
/// </summary>
internal static class CoreTelemetry
{
    /// <summary>The variable that the core asks; 1 turns its reports off.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Turns it off for this process. Call it before the core is loaded.</summary>
    public static void TurnOff()
    {
        if (OperatingSystem.IsLinux())
            _ = SetVariable(Variable, "1", overwrite: 1);
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
