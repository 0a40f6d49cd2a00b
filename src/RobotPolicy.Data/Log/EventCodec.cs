using System.Text;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Data.Log;

/// <summary>An event as <c>robotpolicy_msgs/msg/Event</c>, and a change of how stamps are read as <c>robotpolicy_msgs/msg/StampOffset</c>.</summary>
public static class EventCodec
{
    /// <summary>Writes an event.</summary>
    public static void Write(ref CdrWriter writer, LoggedEvent item, long stampUnixNs)
    {
        TickCodec.WriteStamp(ref writer, stampUnixNs);
        writer.WriteInt64(item.TimeNs, "time_ns");
        writer.WriteString(item.Kind, "kind");
        writer.WriteString(item.Subject, "subject");
        writer.WriteString(item.Data, "data");
    }

    /// <summary>Reads an event.</summary>
    /// <returns><see langword="null"/> after a failure.</returns>
    public static LoggedEvent? Read(ReadOnlySpan<byte> cdr, out CdrError error)
    {
        var reader = new CdrReader(cdr);
        _ = TickCodec.ReadStamp(ref reader);
        var timeNs = reader.ReadInt64("time_ns");
        var kind = reader.ReadString("kind");
        var subject = reader.ReadString("subject");
        var data = reader.ReadString("data");
        return reader.TryFinish(LogTypes.Event.Name, out error)
            ? new LoggedEvent(timeNs, Encoding.UTF8.GetString(kind), Encoding.UTF8.GetString(subject), Encoding.UTF8.GetString(data))
            : null;
    }

    /// <summary>Writes how stamps are read from a message on.</summary>
    public static void WriteOffset(ref CdrWriter writer, long receivedNs, long offsetNs, long stampUnixNs)
    {
        TickCodec.WriteStamp(ref writer, stampUnixNs);
        writer.WriteInt64(receivedNs, "received_ns");
        writer.WriteInt64(offsetNs, "offset_ns");
    }

    /// <summary>Reads how stamps are read from a message on.</summary>
    public static bool TryReadOffset(ReadOnlySpan<byte> cdr, out long receivedNs, out long offsetNs, out CdrError error)
    {
        var reader = new CdrReader(cdr);
        _ = TickCodec.ReadStamp(ref reader);
        (receivedNs, offsetNs) = (reader.ReadInt64("received_ns"), reader.ReadInt64("offset_ns"));
        return reader.TryFinish(LogTypes.StampOffset.Name, out error);
    }
}
