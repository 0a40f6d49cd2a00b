using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Data.Log;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Data.Recording;

/// <summary>Encodes ticks and their inputs straight into a ring. Control thread; allocates nothing.</summary>
internal sealed class TickTap(
    ByteRing ring, RecordedTopic ticks, RecordedTopic inputs, RecordingSubject subject, long offsetNs, JointOffset? offset)
{
    private readonly int _tickBytes = TickCodec.SizeOf(subject.JointCount, subject.CameraCount);
    private ReadOnlyMemory<double> _lastOffset;
    private (long Id, long StartNs, long IntervalNs) _chunk;

    public void Write(in TickRecord tick)
    {
        WriteInputs(tick);
        if (tick.Answer is { Outcome: InferenceOutcome.Ok } answer && tick.Acceptance == ChunkAcceptance.Accepted)
            _chunk = (answer.Chunk.Id, answer.Chunk.StartNs, answer.Chunk.IntervalNs);
        ticks.Saw();
        var room = ring.TryReserve(_tickBytes, ticks.Index, tick.TimeNs);
        if (room.IsEmpty)
        {
            ticks.Dropped();
            return;
        }

        var writer = new CdrWriter(room);
        TickCodec.Write(ref writer, tick, tick.TimeNs - offsetNs, ActionOf(tick));
        ring.Finish(writer.Failed || writer.Length != _tickBytes, ticks);
    }

    /// <summary>The action of the newest chunk that the command's effect falls into; −1 where no chunk is in use.</summary>
    private int ActionOf(in TickRecord tick) => tick.Schedule.ChunkId != 0 && tick.Schedule.ChunkId == _chunk.Id && _chunk.IntervalNs > 0
        ? (int)((tick.TimeNs + subject.CommandLeadNs - _chunk.StartNs) / _chunk.IntervalNs)
        : -1;

    /// <summary>Before the tick itself, so that whoever reads the file has them when it comes to the tick.</summary>
    private void WriteInputs(in TickRecord tick)
    {
        var applied = offset is null ? default : offset.Applied;
        var hasOffset = !applied.Equals(_lastOffset);
        if (tick.Inputs.IsEmpty && !hasOffset)
            return;
        inputs.Saw();
        var measure = CdrWriter.Measure();
        InputsCodec.Write(ref measure, tick.Index, tick.Inputs, hasOffset, applied.Span, 0);
        var room = ring.TryReserve(measure.Length, inputs.Index, tick.TimeNs);
        if (room.IsEmpty)
        {
            inputs.Dropped();
            return;
        }

        var writer = new CdrWriter(room);
        InputsCodec.Write(ref writer, tick.Index, tick.Inputs, hasOffset, applied.Span, tick.TimeNs - offsetNs);
        ring.Finish(writer.Failed, inputs);
        if (!writer.Failed)
            _lastOffset = applied;
    }
}
