using System.Globalization;
using System.Text.RegularExpressions;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>The transitions that the service wrote into its log.</summary>
internal static partial class ServiceLog
{
    /// <summary>All transitions so far, oldest first: what was written, such as <c>Holding: CameraStale front</c>, and the epoch.</summary>
    public static (string Text, long Epoch)[] Transitions(ProgramProcess service) =>
    [
        .. service.Errors
            .Select(line => Transition().Match(line))
            .Where(match => match.Success)
            .Select(match => (match.Groups["text"].Value.TrimEnd(), long.Parse(match.Groups["epoch"].Value, CultureInfo.InvariantCulture))),
    ];

    /// <summary>The mode that the log says last; empty before the first.</summary>
    public static string Newest(ProgramProcess service) => Transitions(service) is [.., var last] ? last.Text : "";

    /// <summary>Where the service says that its API listens; empty before.</summary>
    public static string AddressOf(ProgramProcess service) =>
        service.Errors.Select(line => Address().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value ?? "";

    public static void WaitUntilRunning(ProgramProcess service) =>
        Wait.Until(() => Newest(service) == "Running", () => service.Describe("does not run"));

    [GeneratedRegex(@"HouseKeeping\[\d+\] (?<text>.*), epoch (?<epoch>\d+)$")]
    private static partial Regex Transition();

    /// <summary>The fingerprint of the certificate that it shows; empty where it says none.</summary>
    public static string FingerprintOf(ProgramProcess service) =>
        service.Errors.Select(line => Fingerprint().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value ?? "";

    [GeneratedRegex("SHA-256: ([0-9A-F:]+)$")]
    private static partial Regex Fingerprint();

    [GeneratedRegex(@"API at (https?://[0-9.:]+);")]
    private static partial Regex Address();
}
