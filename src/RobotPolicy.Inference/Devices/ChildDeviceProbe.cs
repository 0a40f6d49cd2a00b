using System.Diagnostics;
using System.Reflection;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Devices;

/// <summary>
/// Probes in a process of its own: a half-broken driver aborts the process that touches it, which must not be the one that
/// holds an arm. Never throws for what happens to that process.
/// </summary>
public sealed class ChildDeviceProbe : IDeviceProbe
{
    internal const int MaxDetail = 600;

    /// <summary>The first touch of a GPU loads hundreds of megabytes of libraries, from a disk that may be cold.</summary>
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(60);

    private readonly string _program;
    private readonly IReadOnlyList<string> _leading;
    private readonly TimeSpan _limit;

    /// <summary>Creates a probe.</summary>
    /// <param name="program">Program that calls <see cref="DeviceProbeEntryPoint.TryRun"/> first.</param>
    /// <param name="leading">Arguments before those of the probe, such as the assembly where the program is <c>dotnet</c>.</param>
    /// <param name="limit">Time after which the process is ended; default 60 s.</param>
    public ChildDeviceProbe(string program, IReadOnlyList<string>? leading = null, TimeSpan? limit = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        _program = program;
        _leading = leading ?? [];
        _limit = limit ?? DefaultLimit;
    }

    /// <summary>A probe that starts this very program again.</summary>
    /// <exception cref="InvalidOperationException">This program does not call <see cref="DeviceProbeEntryPoint.TryRun"/>: it would start as a second service.</exception>
    public static ChildDeviceProbe OfThisProgram()
    {
        if (!DeviceProbeEntryPoint.IsInPlace)
            throw new InvalidOperationException($"The program must call {nameof(DeviceProbeEntryPoint)}.{nameof(DeviceProbeEntryPoint.TryRun)} before anything else.");
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this process is unknown.");
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? new ChildDeviceProbe(program, [Assembly.GetEntryAssembly()!.Location])
            : new ChildDeviceProbe(program);
    }

    /// <inheritdoc/>
    public DeviceProbeResult Probe(ExecutionDeviceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var start = new ProcessStartInfo(_program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in _leading.Concat(DeviceProbeEntryPoint.Arguments(options)))
            start.ArgumentList.Add(argument);

        // An abort must not leave a core file of gigabytes behind.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return new DeviceProbeResult(DeviceProbeStatus.Crashed, $"{options}: the probe {_program} does not start: {ErrorText.Clean(e.Message)}");
        }

        // Both at once: a child that fills one pipe while the other is being read would wait for ever.
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_limit))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return new DeviceProbeResult(
                DeviceProbeStatus.TimedOut,
                $"{options}: the probe gave no answer within {_limit.TotalSeconds:F0} s: see whether `nvidia-smi` answers; if it does not, the driver hangs: restart the machine");
        }

        return Read(options, process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    internal static DeviceProbeResult Read(ExecutionDeviceOptions options, int exitCode, string output, string errors)
    {
        var status = (DeviceProbeStatus)exitCode;
        if (Enum.IsDefined(status) && status is not (DeviceProbeStatus.Crashed or DeviceProbeStatus.TimedOut) && output.Trim().Length > 0)
            return new DeviceProbeResult(status, ErrorText.Clean(output.Trim(), MaxDetail));

        var signal = exitCode > 128 ? $"by signal {exitCode - 128}" : $"with exit code {exitCode}";
        var last = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "no message";
        return new DeviceProbeResult(
            DeviceProbeStatus.Crashed,
            $"{options}: the probe was ended {signal} ({ErrorText.Clean(last, 300)}): the driver or a library is broken; "
            + "see whether `nvidia-smi` answers, and that driver and libraries are of one installation");
    }
}
