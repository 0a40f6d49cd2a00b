using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Leases;

/// <summary>The lease in one line.</summary>
internal static class LeaseText
{
    /// <summary>Who holds it and since when, or how it became free.</summary>
    public static string Of(Lease lease, TimeProvider clock)
    {
        if (!lease.Held)
            return lease.LastChange.Length > 0 ? $"free ({lease.LastChange})" : "free";
        var text = $"{lease.Subject} ({Words.Of(lease.Role)}) with {lease.Client} since {Words.Time(lease.AcquiredAt, clock)}";
        return lease.Timeout is { } timeout ? $"{text}, lapses after {Words.Seconds(timeout.ToTimeSpan().TotalSeconds)} of silence" : text;
    }
}
