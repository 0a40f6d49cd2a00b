using System.Globalization;

namespace RobotPolicy.Grpc.Framing;

/// <summary>The header grpc-timeout: 1 to 8 digits and a unit (H, M, S, m, u, n).</summary>
internal static class TimeoutText
{
    private const long MaxValue = 99_999_999;

    /// <summary>Encodes in the finest unit that fits; never zero, and never beyond what 8 digits of hours hold.</summary>
    internal static string Encode(TimeSpan timeout)
    {
        var microseconds = Math.Max(1, timeout.Ticks / TimeSpan.TicksPerMicrosecond);
        if (microseconds <= MaxValue)
            return Text(microseconds, 'u');
        var milliseconds = microseconds / 1000;
        if (milliseconds <= MaxValue)
            return Text(milliseconds, 'm');
        var seconds = milliseconds / 1000;
        return seconds <= MaxValue ? Text(seconds, 'S') : Text(Math.Min(MaxValue, seconds / 3600), 'H');
    }

    /// <summary>Decodes; false on anything that the protocol does not allow.</summary>
    internal static bool TryDecode(string? header, out TimeSpan timeout)
    {
        timeout = default;
        if (header is null || header.Length is < 2 or > 9)
            return false;
        if (!long.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        var ticks = header[^1] switch
        {
            'n' => value / TimeSpan.NanosecondsPerTick,
            'u' => value * TimeSpan.TicksPerMicrosecond,
            'm' => value * TimeSpan.TicksPerMillisecond,
            'S' => value * TimeSpan.TicksPerSecond,
            'M' => value * TimeSpan.TicksPerMinute,
            'H' => value * TimeSpan.TicksPerHour,
            _ => -1,
        };
        if (ticks < 0)
            return false;
        timeout = TimeSpan.FromTicks(ticks);
        return true;
    }

    private static string Text(long value, char unit) => value.ToString(CultureInfo.InvariantCulture) + unit;
}
