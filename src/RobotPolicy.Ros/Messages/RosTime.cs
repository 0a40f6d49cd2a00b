using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>builtin_interfaces/msg/Time</c>: time since the Unix epoch, or since the start of a simulation.</summary>
/// <param name="Sec">Whole seconds; a 32-bit field, which ends in 2038.</param>
/// <param name="Nanosec">Nanoseconds to add, below 10⁹.</param>
public readonly record struct RosTime(int Sec, uint Nanosec)
{
    internal const uint NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since the epoch.</summary>
    public long ToNs() => (Sec * (long)NanosecondsPerSecond) + Nanosec;

    /// <summary>Makes a stamp from nanoseconds; what the field cannot hold becomes its nearest end, because a stamp is made on the control thread.</summary>
    /// <param name="ns">Nanoseconds since the epoch.</param>
    public static RosTime FromNs(long ns)
    {
        var (sec, nanosec) = Split(ns);
        return new RosTime(sec, nanosec);
    }

    internal static (int Sec, uint Nanosec) Split(long ns)
    {
        var sec = Math.DivRem(ns, NanosecondsPerSecond, out var rest);
        if (rest < 0)
        {
            sec--;
            rest += NanosecondsPerSecond;
        }

        return sec switch
        {
            > int.MaxValue => (int.MaxValue, NanosecondsPerSecond - 1),
            < int.MinValue => (int.MinValue, 0),
            _ => ((int)sec, (uint)rest),
        };
    }

    internal static RosTime Read(scoped ref CdrReader reader, string field)
    {
        var sec = reader.ReadInt32(field);
        return new RosTime(sec, ReadNanosec(ref reader, field));
    }

    internal static uint ReadNanosec(scoped ref CdrReader reader, string field)
    {
        var nanosec = reader.ReadUInt32(field);
        if (nanosec >= NanosecondsPerSecond)
            reader.Fail(CdrStatus.InvalidValue, field, NanosecondsPerSecond - 1, nanosec);
        return nanosec;
    }

    internal static void WriteNanosec(scoped ref CdrWriter writer, uint nanosec, string field)
    {
        if (nanosec >= NanosecondsPerSecond)
            writer.Fail(CdrStatus.InvalidValue, field, NanosecondsPerSecond - 1, nanosec);
        writer.WriteUInt32(nanosec, field);
    }

    internal void Write(scoped ref CdrWriter writer, string field)
    {
        writer.WriteInt32(Sec, field);
        WriteNanosec(ref writer, Nanosec, field);
    }
}
