using System.Globalization;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Devices;

/// <summary>
/// What a program calls before anything else so that it can be started a second time as its own probe:
/// <c>if (DeviceProbeEntryPoint.TryRun(args, out var exitCode)) return exitCode;</c>
/// </summary>
public static class DeviceProbeEntryPoint
{
    /// <summary>First argument of a probing process.</summary>
    public const string Verb = "probe-device";

    /// <summary>Whether this process would answer, were it started again with <see cref="Arguments"/>.</summary>
    internal static bool IsInPlace { get; private set; }

    /// <summary>Probes if the arguments ask for it: prints one line, and the exit code is a <see cref="DeviceProbeStatus"/>.</summary>
    public static bool TryRun(IReadOnlyList<string> args, out int exitCode)
    {
        ArgumentNullException.ThrowIfNull(args);
        IsInPlace = true;
        exitCode = 0;
        if (args.Count == 0 || args[0] != Verb)
            return false;

        if (args.Count is < 3 or > 4
            || !ExecutionDeviceOptions.TryParse(args[1], out var device)
            || !int.TryParse(args[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id > 63)
        {
            Console.Error.WriteLine($"usage: {Verb} cpu|cuda|tensorrt|webgpu ID [FOLDER-OF-ONNX-RUNTIME]");
            exitCode = 2;
            return true;
        }

        if (args.Count == 4)
            OnnxEnvironment.Folder = args[3];
        var result = new InProcessDeviceProbe().Probe(new ExecutionDeviceOptions { Device = device, DeviceId = id });
        Console.WriteLine(ErrorText.Clean(result.Detail, ChildDeviceProbe.MaxDetail));
        exitCode = (int)result.Status;
        return true;
    }

    internal static string[] Arguments(ExecutionDeviceOptions options)
    {
        string[] arguments = [Verb, ExecutionDeviceOptions.NameOf(options.Device), options.DeviceId.ToString(CultureInfo.InvariantCulture)];
        return OnnxEnvironment.Folder is { } folder ? [.. arguments, folder] : arguments;
    }
}
