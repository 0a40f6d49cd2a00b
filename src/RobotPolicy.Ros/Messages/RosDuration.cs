using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>builtin_interfaces/msg/Duration</c>. A negative duration has a negative <paramref name="Sec"/>.</summary>
/// <param name="Sec">Whole seconds, rounded towards minus infinity.</param>
/// <param name="Nanosec">Nanoseconds to add, below 10⁹.</param>
public readonly record struct RosDuration(int Sec, uint Nanosec)
{
    /// <summary>The duration in nanoseconds.</summary>
    public long ToNs() => (Sec * (long)RosTime.NanosecondsPerSecond) + Nanosec;

    /// <summary>Makes a duration from nanoseconds; what the field cannot hold becomes its nearest end.</summary>
    /// <param name="ns">Nanoseconds.</param>
    public static RosDuration FromNs(long ns)
    {
        var (sec, nanosec) = RosTime.Split(ns);
        return new RosDuration(sec, nanosec);
    }

    internal static RosDuration Read(scoped ref CdrReader reader, string field)
    {
        var sec = reader.ReadInt32(field);
        return new RosDuration(sec, RosTime.ReadNanosec(ref reader, field));
    }

    internal void Write(scoped ref CdrWriter writer, string field)
    {
        writer.WriteInt32(Sec, field);
        RosTime.WriteNanosec(ref writer, Nanosec, field);
    }
}
