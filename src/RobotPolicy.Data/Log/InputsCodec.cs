using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Data.Log;

/// <summary>What other threads handed to a tick as <c>robotpolicy_msgs/msg/Inputs</c>. Writing allocates nothing.</summary>
public static class InputsCodec
{
    /// <summary>Writes the inputs of a tick.</summary>
    /// <param name="writer">At the message's first field.</param>
    /// <param name="index">Number of the tick.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="hasOffset">Whether the operator's offset changed.</param>
    /// <param name="offset">The offset, or empty.</param>
    /// <param name="stampUnixNs">Time of day of the tick, in nanoseconds since the Unix epoch.</param>
    public static void Write(
        ref CdrWriter writer, long index, TickInputs inputs, bool hasOffset, ReadOnlySpan<double> offset, long stampUnixNs)
    {
        TickCodec.WriteStamp(ref writer, stampUnixNs);
        writer.WriteInt64(index, "index");
        writer.WriteCount(inputs.Commands.Length, "commands");
        foreach (var command in inputs.Commands)
            writer.WriteByte((byte)command, "commands");
        writer.WriteByte((byte)inputs.StopKind, "stop_kind");
        writer.WriteInt32((int)inputs.StopCause, "stop_cause");
        writer.WriteBoolean(inputs.IsShutDownRequested, "shut_down");
        writer.WriteBoolean(inputs.WasOffered, "offered");
        writer.WriteBoolean(inputs.WasEquipped, "equipped");
        writer.WriteBoolean(hasOffset, "has_offset");
        writer.WriteSequence<double>(offset, "offset");
        var frames = inputs.Frames;
        writer.WriteCount(frames.Length, "frame_kinds");
        foreach (ref readonly var frame in frames)
            writer.WriteByte((byte)frame.Kind, "frame_kinds");
        writer.WriteCount(frames.Length, "frame_sources");
        foreach (ref readonly var frame in frames)
            writer.WriteByte((byte)frame.Source, "frame_sources");
        writer.WriteCount(frames.Length, "frame_engaged");
        foreach (ref readonly var frame in frames)
            writer.WriteBoolean(frame.Engaged, "frame_engaged");
        writer.WriteCount(frames.Length, "frame_joints");
        foreach (ref readonly var frame in frames)
            writer.WriteUInt64(frame.Joints, "frame_joints");
        writer.WriteCount(frames.Length, "frame_sequences");
        foreach (ref readonly var frame in frames)
            writer.WriteUInt64(frame.Sequence, "frame_sequences");
        writer.WriteCount(frames.Length, "frame_received_ns");
        foreach (ref readonly var frame in frames)
            writer.WriteInt64(frame.ReceivedNs, "frame_received_ns");
        writer.WriteSequence<long>(inputs.Armings, "frame_armings");
        writer.WriteSequence<double>(inputs.Values, "frame_values");
    }

    /// <summary>Reads the inputs of a tick.</summary>
    /// <returns><see langword="null"/> after a failure.</returns>
    public static LoggedInputs? Read(ReadOnlySpan<byte> cdr, out CdrError error)
    {
        var reader = new CdrReader(cdr);
        _ = TickCodec.ReadStamp(ref reader);
        var index = reader.ReadInt64("index");
        var commands = reader.ReadByteSequence("commands");
        var stopKind = (StopKind)reader.ReadByte("stop_kind");
        var stopCause = (StopCause)reader.ReadInt32("stop_cause");
        var (isShutDown, wasOffered, wasEquipped) = (reader.ReadBoolean("shut_down"), reader.ReadBoolean("offered"), reader.ReadBoolean("equipped"));
        var hasOffset = reader.ReadBoolean("has_offset");
        var offset = reader.ReadSequence<double>("offset");
        var kinds = reader.ReadByteSequence("frame_kinds");
        var sources = reader.ReadByteSequence("frame_sources");
        var engaged = reader.ReadByteSequence("frame_engaged");
        var joints = reader.ReadSequence<ulong>("frame_joints");
        var sequences = reader.ReadSequence<ulong>("frame_sequences");
        var received = reader.ReadSequence<long>("frame_received_ns");
        var armings = reader.ReadSequence<long>("frame_armings");
        var values = reader.ReadSequence<double>("frame_values");
        var count = kinds.Length;
        if (sources.Length != count || engaged.Length != count || joints.Length != count || sequences.Length != count
            || received.Length != count || armings.Length != count || (count > 0 && values.Length % count != 0))
            reader.Fail(CdrStatus.InconsistentLengths, "frame_kinds", count, sources.Length);
        if (!reader.TryFinish(LogTypes.Inputs.Name, out error))
            return null;
        var frames = new HumanFrame[count];
        for (var i = 0; i < count; i++)
            frames[i] = new HumanFrame((HumanFrameKind)kinds[i], (HumanSource)sources[i], engaged[i] != 0, joints[i], sequences[i], received[i]);
        return new LoggedInputs
        {
            Index = index,
            Commands = Array.ConvertAll(commands.ToArray(), command => (LoopCommand)command),
            StopKind = stopKind,
            StopCause = stopCause,
            IsShutDownRequested = isShutDown,
            WasOffered = wasOffered,
            WasEquipped = wasEquipped,
            Offset = hasOffset ? offset.ToArray() : null,
            Frames = frames,
            Armings = armings.ToArray(),
            Values = values.ToArray(),
        };
    }
}
