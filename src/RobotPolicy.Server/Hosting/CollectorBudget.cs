using System.Globalization;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// How much may be allocated before the runtime collects garbage of its own accord, at whatever moment and on whatever thread that is: by default
/// two to six megabytes, every few seconds while clients stream. With more the control thread is first (<see cref="SlackCollector"/>), but where large objects are allocated. The
/// runtime takes this from its environment alone, so that only whoever starts the service can change it.
/// </summary>
internal static class CollectorBudget
{
    /// <summary>The runtime's variable; a hexadecimal number of bytes.</summary>
    public const string Variable = "DOTNET_GCgen0size";

    /// <summary>What the shipped unit and container state: 64 MiB.</summary>
    public const string Advised = "4000000";

    private const long LeastBytes = SlackCollector.TooManyBytes;
    private const long BytesPerMegabyte = 1 << 20;

    /// <summary>Bytes that the environment states; <see langword="null"/> where it states none.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static long? Bytes(Func<string, string?> environment) => RuntimeFacts.ReadHex(environment(Variable));

    /// <summary>What is in force.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static RealTimeSetting Read(Func<string, string?> environment)
    {
        return Bytes(environment) is { } bytes && bytes >= LeastBytes
            ? new RealTimeSetting(string.Create(CultureInfo.InvariantCulture, $"collections between ticks, the runtime's own after {bytes / BytesPerMegabyte} MiB"), true, null)
            : new RealTimeSetting(
                "collections between ticks alone",
                false,
                $"the runtime makes its own after a few megabytes, at any moment, and each stops the control thread for some milliseconds; permitted by: {Variable}={Advised} in the environment (the shipped unit has it)");
    }
}
