using System.Globalization;
using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>
/// Whether messages come often enough for a timeout. What is usual decides, and a stop of a second; a single long gap may be this machine's
/// own stall, and is advice.
/// </summary>
internal static class Rates
{
    // Of a timeout: with less reserve, one late message holds the arm.
    private const double Reserve = 0.5;
    private const double StopTimeouts = 10;
    private const double StopSeconds = 1;

    /// <summary>Judges a stream.</summary>
    /// <param name="name">The check.</param>
    /// <param name="what">What is fine, to begin the line with.</param>
    /// <param name="stream">The messages.</param>
    /// <param name="timeout">Age at which the newest message is stale.</param>
    /// <param name="key">Key of the timeout in the profile.</param>
    public static Finding Judge(string name, string what, HeardStream stream, TimeSpan timeout, string key)
    {
        var seconds = timeout.TotalSeconds;
        var found = string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {stream.RateHz:0.#} Hz, gaps of {stream.UsualGapSeconds * 1000:0} ms, the longest {stream.LongestGapSeconds * 1000:0} ms; timeout {seconds * 1000:0} ms");
        if (stream.UsualGapSeconds > seconds)
            return new Finding(
                name,
                CheckState.Problem,
                found,
                $"The arm would be held in every such gap. Let the driver publish more often, or raise {key} as far as an arm may move without being seen.");
        if (stream.LongestGapSeconds > Math.Max(StopSeconds, StopTimeouts * seconds))
            return new Finding(name, CheckState.Problem, found, "It stopped for a while, or for good. Look at the driver; on a machine that is short of processor time everything stops now and then.");
        return stream.LongestGapSeconds > seconds * Reserve
            ? new Finding(name, CheckState.Advice, found, $"{(stream.LongestGapSeconds > seconds ? "The longest gap would have held the arm" : "A gap a little longer holds the arm")}. Raise the rate, or {key}; a busy machine makes gaps too.")
            : Finding.Ok(name, found);
    }
}
