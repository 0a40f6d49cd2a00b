namespace RobotPolicy.Campaigns.Failures;

/// <summary>The bars of the campaign.</summary>
internal static class FailureBars
{
    private const double BalancedAccuracy = 0.80;
    private const double TimestepAccuracy = 0.65;

    /// <summary>Prints each bar with what was reached.</summary>
    /// <returns>Whether all are met.</returns>
    public static bool Print(IReadOnlyList<PackageResult> results)
    {
        var bars = Bars(results).ToArray();
        foreach (var (text, isMet) in bars)
            Console.WriteLine($"{(isMet ? "met   " : "MISSED")} {text}");
        return bars.All(bar => bar.IsMet);
    }

    /// <summary>Each bar as a sentence, and whether it is met.</summary>
    public static IEnumerable<(string Text, bool IsMet)> Bars(IReadOnlyList<PackageResult> results)
    {
        var balanced = results.Average(result => result.Shipped.Quality.BalancedAccuracy);
        yield return (FormattableString.Invariant($"balanced accuracy of the shipped monitors {balanced:F3} on average, at least {BalancedAccuracy}"), balanced >= BalancedAccuracy);
        var timestep = results.Average(result => result.Shipped.Quality.TimestepAccuracy);
        yield return (FormattableString.Invariant($"timestep-wise accuracy of the shipped monitors {timestep:F3} on average, at least {TimestepAccuracy}"), timestep >= TimestepAccuracy);
        foreach (var result in results)
        {
            IEnumerable<Detection> own = result.Detections.Where(detection => detection.Name == result.Detections[0].Name).Prepend(result.Shipped);
            foreach (var detection in own)
                yield return (
                    FormattableString.Invariant(
                        $"{result.Package}, {detection.Name}: {detection.NominalFalseAlarms} false alarms in {detection.NominalSuccesses} nominal successes at δ = {detection.Delta} (P of as many or more: {detection.FalseAlarmTail:F2}, at least 0.05)"),
                    detection.KeepsPromise);
        }
    }
}
