using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Server.Operations.Safety;

/// <summary>Stops on request, and the way out of an emergency stop. None of it is a safety function. Any thread.</summary>
public sealed class SafetyDesk(IRobotLoop loop, TimeProvider time, ILogger<SafetyDesk> logger)
{
    /// <summary>How things stand.</summary>
    public StopReport Report() => new(loop.ReadStatus(), TimeSpan.Zero);

    /// <summary>Requests a stop and waits for the tick that takes it.</summary>
    /// <param name="kind">How hard.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="reason">Why, for the log.</param>
    /// <exception cref="OperationException">The control thread does not tick; the stop waits for its next tick all the same.</exception>
    public async Task<StopReport> StopAsync(StopKind kind, string by, string reason)
    {
        var arrivedNs = loop.Clock.NowNs;
        loop.RequestStop(StopCause.OperatorRequest, kind);

        // Only a tick that begins after the request stands has seen it for certain; one that began in between may have looked before.
        var requestedNs = loop.Clock.NowNs;
        Log.StopRequested(logger, kind, by, reason);

        // Not cancelled with the caller: the stop has been requested, and somebody else may read this answer in the log.
        var status = await loop.WaitForTickAsync(requestedNs, time, CancellationToken.None).ConfigureAwait(false);
        return new StopReport(status, TimeSpan.FromTicks((status.TimeNs - arrivedNs) / 100));
    }

    /// <summary>Releases an emergency stop; nothing moves afterwards.</summary>
    /// <param name="by">Who asks.</param>
    /// <exception cref="OperationException">There is none, or its cause lasts.</exception>
    public async Task<StopReport> ResetAsync(string by)
    {
        var status = await loop.ObeyAsync(
            LoopCommand.ResetEmergencyStop, "Release the cause and wait for standstill, then reset.").ConfigureAwait(false);
        Log.EmergencyReset(logger, by);
        return new StopReport(status, TimeSpan.Zero);
    }
}
