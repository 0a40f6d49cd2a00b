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

    public static void WaitUntilRunning(ProgramProcess service) =>
        Wait.Until(() => Newest(service) == "Running", () => service.Describe("does not run"));

    [GeneratedRegex(@"HouseKeeping\[\d+\] (?<text>.*), epoch (?<epoch>\d+)$")]
    private static partial Regex Transition();
}
