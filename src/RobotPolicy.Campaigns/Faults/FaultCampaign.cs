using System.Globalization;
using Grpc.Core;
using RobotPolicy.Campaigns.Processes;

namespace RobotPolicy.Campaigns.Faults;

/// <summary>
/// Throws one fault after the other at a moving arm. Each must be held with the cause that it has, within the time that is stated for
/// it and two ticks; and whatever happens, no command on the wire leaves the limits.
/// </summary>
internal static class FaultCampaign
{
    private const double Ticks = 2;

    /// <summary>All rows in order.</summary>
    public static IReadOnlyList<FaultCase> Cases { get; } =
        [.. SensorFaults.All(), .. OperatorFaults.All(), .. IntruderFaults.All(), .. ProcessFaults.All()];

    /// <summary>Runs the rows whose name contains a text.</summary>
    /// <param name="setup">Where.</param>
    /// <param name="filter">Part of a row's name; empty for all.</param>
    /// <param name="seed">Seed of the first scene.</param>
    /// <param name="stop">Ends it early; what has not been run has failed.</param>
    /// <returns>Whether all passed.</returns>
    public static async Task<bool> RunAsync(CampaignSetup setup, string filter, long seed, CancellationToken stop)
    {
        var cases = Cases.Where(row => row.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)).ToList();
        var profile = FaultProfile.Write(setup);
        var bench = await FaultBench.StartAsync(setup with { Hardware = profile }, seed, [], stop).ConfigureAwait(false);
        await using var _ = bench.ConfigureAwait(false);
        Console.WriteLine($"{"",-4} {"fault",-58} {"cause",-20} {"reaction",10} {"allowed",10}  note");
        var passed = 0;
        foreach (var row in cases)
        {
            var (outcome, problem) = await RunAsync(bench, row, stop).ConfigureAwait(false);
            passed += problem is null ? 1 : 0;
            Console.WriteLine(Describe(row, outcome, problem, bench.Robot.ControlRateHz));
        }

        Console.WriteLine($"{passed} passed, {cases.Count - passed} failed");
        return passed == cases.Count;
    }

    private static async Task<(FaultOutcome Outcome, string? Problem)> RunAsync(FaultBench bench, FaultCase row, CancellationToken stop)
    {
        var outcome = default(FaultOutcome);
        try
        {
            await bench.StartMotionAsync(stop).ConfigureAwait(false);
            var first = bench.Commands.Count;
            outcome = await row.RunAsync(bench, stop).ConfigureAwait(false);
            if (outcome.Problem is not null)
                return (outcome, outcome.Problem);
            var allowed = Allowed(row, bench.Robot.ControlRateHz);
            if (allowed is not null && !(outcome.ReactionSeconds <= allowed))
                return (outcome, "too late");
            if (outcome.ReactionSeconds is not null)
                await bench.WaitUntilAsync(() => bench.Commands.IsStanding(5), "the commands to stand still", stop).ConfigureAwait(false);
            return (outcome, bench.Judge.FindViolation(bench.Commands.From(first)));
        }
        catch (Exception exception) when (exception is CampaignException or RpcException)
        {
            return (outcome, exception.Message);
        }
    }

    private static double? Allowed(FaultCase row, double rateHz) => row.StatedSeconds + (Ticks / rateHz);

    private static string Describe(FaultCase row, in FaultOutcome outcome, string? problem, double rateHz)
    {
        static string Milliseconds(double? seconds) => seconds is { } value ? Invariant($"{value * 1e3:F1} ms") : "-";
        return Invariant(
            $"{(problem is null ? "ok" : "FAIL"),-4} {row.Name,-58} {outcome.Cause,-20} {Milliseconds(outcome.ReactionSeconds),10} {Milliseconds(Allowed(row, rateHz)),10}  {problem ?? outcome.Note}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
