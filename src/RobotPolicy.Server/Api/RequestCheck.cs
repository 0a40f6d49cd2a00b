using Google.Protobuf.WellKnownTypes;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Api;

/// <summary>Collects everything that is wrong with one request, so that its sender mends it in one go.</summary>
internal sealed class RequestCheck
{
    /// <summary>Longest id or name.</summary>
    public const int MaxName = 64;

    /// <summary>Longest comment or reason.</summary>
    public const int MaxComment = 200;

    private readonly List<BadField> _bad = [];

    /// <summary>Notes a field that is wrong.</summary>
    public void That(bool isRight, string field, string expected, object? actual)
    {
        if (!isRight)
            _bad.Add(ApiErrors.Field(field, expected, actual));
    }

    /// <summary>A name or an id: present, short and printable.</summary>
    public RequestCheck Name(string field, string value, int max = MaxName)
    {
        That(value.Length > 0 && value.Length <= max && IsPrintable(value), field, $"1 to {max} printable characters", value);
        return this;
    }

    /// <summary>A name that may be left out.</summary>
    public RequestCheck OptionalName(string field, string value, int max = MaxName) =>
        value.Length == 0 ? this : Name(field, value, max);

    /// <summary>Words of a human, which may be left out.</summary>
    public RequestCheck Comment(string field, string value)
    {
        That(value.Length <= MaxComment, field, $"at most {MaxComment} characters", $"{value.Length} characters");
        return this;
    }

    /// <summary>A finite number in a range.</summary>
    public RequestCheck Range(string field, double value, double min, double max)
    {
        That(double.IsFinite(value) && value >= min && value <= max, field, $"{min}…{max}", value);
        return this;
    }

    /// <summary>A duration in a range; left out it is <paramref name="absent"/>.</summary>
    public TimeSpan Time(string field, Duration? value, TimeSpan min, TimeSpan max, TimeSpan absent)
    {
        if (value is null)
            return absent;
        var expected = $"{min.TotalSeconds}…{max.TotalSeconds} s";

        // Durations from outside may hold any numbers; the conversion throws for those that are none.
        if (value.Seconds < (long)min.TotalSeconds - 1 || value.Seconds > (long)max.TotalSeconds + 1 || Math.Abs((long)value.Nanos) >= 1_000_000_000
            || (value.Seconds > 0 && value.Nanos < 0) || (value.Seconds < 0 && value.Nanos > 0))
        {
            That(false, field, expected, $"{value.Seconds} s {value.Nanos} ns");
            return absent;
        }

        var time = value.ToTimeSpan();
        That(time >= min && time <= max, field, expected, $"{time.TotalSeconds} s");
        return time;
    }

    /// <summary>Throws INVALID_ARGUMENT if anything is wrong.</summary>
    public void ThrowIfBad()
    {
        if (_bad.Count > 0)
            throw ApiErrors.Invalid([.. _bad]);
    }

    private static bool IsPrintable(string text)
    {
        foreach (var letter in text)
            if (char.IsControl(letter) || char.IsSurrogate(letter))
                return false;
        return true;
    }
}
