using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Server.Hosting;

/// <summary>What bears on the loop's punctuality in the runtime itself, for the log: collector, compiler, ONNX Runtime's threads.</summary>
internal static class RuntimeFacts
{
    private const long BytesPerMegabyte = 1 << 20;

    /// <summary>The facts of this process, in one line.</summary>
    /// <param name="inferenceThreads">Threads that one inference may use.</param>
    public static string Describe(int inferenceThreads) => Describe(
        inferenceThreads, GCSettings.IsServerGC, GCSettings.LatencyMode, Environment.GetEnvironmentVariable, name => AppContext.GetData(name)?.ToString());

    /// <summary>The same with the process given.</summary>
    /// <param name="inferenceThreads">Threads that one inference may use.</param>
    /// <param name="isServer">Whether the collector is the server's.</param>
    /// <param name="latency">Its latency mode; <c>Batch</c> is how one that is not concurrent begins.</param>
    /// <param name="environment">Reads an environment variable; one of the runtime's own is a hexadecimal number and counts most.</param>
    /// <param name="setting">Reads a setting of <c>runtimeconfig.json</c>.</param>
    internal static string Describe(
        int inferenceThreads, bool isServer, GCLatencyMode latency, Func<string, string?> environment, Func<string, string?> setting)
    {
        bool IsOn(string variable, string name) => ReadHex(environment(variable)) is { } value
            ? value != 0
            : !bool.TryParse(setting(name), out var isOn) || isOn;

        var isTiered = IsOn("DOTNET_TieredCompilation", "System.Runtime.TieredCompilation");
        var budget = CollectorBudget.Bytes(environment) is { } bytes and > 0
            ? string.Create(CultureInfo.InvariantCulture, $", youngest generation {bytes / BytesPerMegabyte} MiB")
            : "";
        string[] facts =
        [
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.ProcessArchitecture}",
            $"collector {(isServer ? "server" : "workstation")}, "
                + $"{(IsOn("DOTNET_gcConcurrent", "System.GC.Concurrent") ? "concurrent" : "not concurrent")}, latency mode {latency}{budget}",
            $"compiler {(isTiered ? "tiered" : "not tiered")}, "
                + $"{(isTiered && IsOn("DOTNET_TieredPGO", "System.Runtime.TieredPGO") ? "profile-guided" : "not profile-guided")}, "
                + $"{(IsOn("DOTNET_ReadyToRun", "") ? "precompiled code used" : "precompiled code ignored")}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"inference {inferenceThreads} thread{(inferenceThreads == 1 ? "" : "s")}, idle ones {(OnnxGraphOptions.SpinsWhenIdle ? "spin" : "sleep")}"),
        ];
        return string.Join("; ", facts);
    }

    /// <summary>A number as the runtime reads it from its environment: hexadecimal, 0x or not.</summary>
    internal static long? ReadHex(string? text)
    {
        var digits = text?.Trim() ?? "";
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            digits = digits[2..];
        return long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
