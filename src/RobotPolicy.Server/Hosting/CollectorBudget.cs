using System.Globalization;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// How much is allocated between two garbage collections. Each stops every managed thread, the control thread too, for a millisecond or two,
/// and by default comes every six megabytes: every few seconds while clients stream. The runtime takes this from its environment alone, so
/// that only whoever starts the service can change it.
/// </summary>
internal static class CollectorBudget
{
    /// <summary>The runtime's variable; a hexadecimal number of bytes.</summary>
    public const string Variable = "DOTNET_GCgen0size";

    /// <summary>What the shipped unit and container state: 64 MiB.</summary>
    public const string Advised = "4000000";

    private const long LeastBytes = 16L << 20;
    private const long BytesPerMegabyte = 1 << 20;

    /// <summary>Bytes that the environment states; <see langword="null"/> where it states none.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static long? Bytes(Func<string, string?> environment) => RuntimeFacts.ReadHex(environment(Variable));

    /// <summary>What is in force.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static RealTimeSetting Read(Func<string, string?> environment)
    {
        return Bytes(environment) is { } bytes && bytes >= LeastBytes
            ? new RealTimeSetting(string.Create(CultureInfo.InvariantCulture, $"collections every {bytes / BytesPerMegabyte} MiB"), true, null)
            : new RealTimeSetting(
                "rare collections",
                false,
                $"the youngest generation has the runtime's own few megabytes, and each collection stops the control thread for a millisecond or two; permitted by: {Variable}={Advised} in the environment (the shipped unit has it)");
    }
}
