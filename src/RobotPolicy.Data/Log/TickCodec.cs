using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Safety;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Data.Log;

/// <summary>
/// A tick as <c>robotpolicy_msgs/msg/Tick</c>. Writing happens on the control thread, straight from the loop's own record: it allocates
/// nothing, and its length follows from the numbers of joints and cameras alone.
/// </summary>
public static class TickCodec
{
    /// <summary>Bytes of a tick, header included.</summary>
    /// <param name="joints">Joints of the robot.</param>
    /// <param name="cameras">Its cameras.</param>
    public static int SizeOf(int joints, int cameras)
    {
        var writer = CdrWriter.Measure();
        var vector = new double[joints];
        Write(ref writer, new TickRecord
        {
            Inputs = TickInputs.None,
            Positions = vector,
            Velocities = vector,
            BaseTarget = vector,
            Residual = vector,
            Target = vector,
            HumanTarget = vector,
            Command = vector,
            CommandVelocity = vector,
            CameraAgesNs = new long[cameras],
            CameraInvalidCounts = new long[cameras],
        }, 0, -1);
        return writer.Length;
    }

    /// <summary>Writes a tick.</summary>
    /// <param name="writer">At the message's first field.</param>
    /// <param name="tick">The tick.</param>
    /// <param name="stampUnixNs">Its time of day, in nanoseconds since the Unix epoch.</param>
    /// <param name="actionIndex">Action of the chunk in use that it lies in, or −1.</param>
    public static void Write(ref CdrWriter writer, in TickRecord tick, long stampUnixNs, int actionIndex)
    {
        WriteStamp(ref writer, stampUnixNs);
        writer.WriteInt64(tick.Index, "index");
        writer.WriteInt64(tick.TimeNs, "time_ns");
        writer.WriteInt64(tick.LatenessNs, "lateness_ns");
        writer.WriteInt64(tick.DurationNs, "duration_ns");
        writer.WriteInt64(tick.Epoch, "epoch");
        writer.WriteByte((byte)tick.Mode, "mode");
        writer.WriteInt32((int)tick.Cause, "cause");
        writer.WriteInt32(tick.Culprit, "culprit");
        writer.WriteInt32((int)tick.Fault.Cause, "fault");
        writer.WriteInt32(tick.Fault.Culprit, "fault_culprit");
        writer.WriteBoolean(tick.Fault.NeedsOperator, "fault_needs_operator");
        writer.WriteBoolean(tick.HasJointState, "has_joint_state");
        writer.WriteInt64(tick.JointStateAgeNs, "joint_state_age_ns");
        writer.WriteInt32(tick.ReceiverCount, "receiver_count");
        writer.WriteInt64(tick.JointInvalidCount, "joint_invalid_count");
        WriteSchedule(ref writer, tick, actionIndex);
        writer.WriteBoolean(tick.Corrected, "corrected");
        writer.WriteBoolean(tick.ResidualLimited, "residual_limited");
        WriteHuman(ref writer, tick);
        writer.WriteByte((byte)tick.Source, "source");
        writer.WriteInt32((int)tick.Verdict.Flags, "limit_flags");
        writer.WriteDouble(tick.Verdict.SlowDown, "limit_slow_down");
        writer.WriteInt32(tick.Verdict.Joint, "limit_joint");
        writer.WriteByte((byte)tick.Sent, "sent");
        writer.WriteSequence<double>(tick.Positions, "positions");
        writer.WriteSequence<double>(tick.Velocities, "velocities");
        writer.WriteSequence<double>(tick.BaseTarget, "base_target");
        writer.WriteSequence<double>(tick.Residual, "residual");
        writer.WriteSequence<double>(tick.Target, "target");
        writer.WriteSequence<double>(tick.HumanTarget, "human_target");
        writer.WriteSequence<double>(tick.Command, "command");
        writer.WriteSequence<double>(tick.CommandVelocity, "command_velocity");
        writer.WriteSequence<long>(tick.CameraAgesNs, "camera_ages_ns");
        writer.WriteSequence<long>(tick.CameraInvalidCounts, "camera_invalid_counts");
    }

    /// <summary>Reads a tick.</summary>
    /// <param name="cdr">The message.</param>
    /// <param name="tick">Receives it; meaningless after a failure.</param>
    /// <param name="error">What is wrong with it.</param>
    public static bool TryRead(ReadOnlySpan<byte> cdr, LoggedTick tick, out CdrError error)
    {
        var reader = new CdrReader(cdr);
        tick.StampUnixNs = ReadStamp(ref reader);
        ref var record = ref tick.Record;
        record.Inputs = TickInputs.None;
        record.Index = reader.ReadInt64("index");
        record.TimeNs = reader.ReadInt64("time_ns");
        record.LatenessNs = reader.ReadInt64("lateness_ns");
        record.DurationNs = reader.ReadInt64("duration_ns");
        record.Epoch = reader.ReadInt64("epoch");
        record.Mode = (ControlMode)reader.ReadByte("mode");
        record.Cause = (StopCause)reader.ReadInt32("cause");
        record.Culprit = reader.ReadInt32("culprit");
        record.Fault = new TickFault((StopCause)reader.ReadInt32("fault"), reader.ReadInt32("fault_culprit"), reader.ReadBoolean("fault_needs_operator"));
        record.HasJointState = reader.ReadBoolean("has_joint_state");
        record.JointStateAgeNs = reader.ReadInt64("joint_state_age_ns");
        record.ReceiverCount = reader.ReadInt32("receiver_count");
        record.JointInvalidCount = reader.ReadInt64("joint_invalid_count");
        ReadSchedule(ref reader, tick, ref record);
        record.Corrected = reader.ReadBoolean("corrected");
        record.ResidualLimited = reader.ReadBoolean("residual_limited");
        ReadHuman(ref reader, tick, ref record);
        record.Source = (CommandSource)reader.ReadByte("source");
        record.Verdict = new SafetyVerdict((SafetyFlags)reader.ReadInt32("limit_flags"), reader.ReadDouble("limit_slow_down"), reader.ReadInt32("limit_joint"));
        record.Sent = (CommandStatus)reader.ReadByte("sent");
        Read(reader.ReadSequence<double>("positions"), ref record.Positions);
        Read(reader.ReadSequence<double>("velocities"), ref record.Velocities);
        Read(reader.ReadSequence<double>("base_target"), ref record.BaseTarget);
        Read(reader.ReadSequence<double>("residual"), ref record.Residual);
        Read(reader.ReadSequence<double>("target"), ref record.Target);
        Read(reader.ReadSequence<double>("human_target"), ref record.HumanTarget);
        Read(reader.ReadSequence<double>("command"), ref record.Command);
        Read(reader.ReadSequence<double>("command_velocity"), ref record.CommandVelocity);
        Read(reader.ReadSequence<long>("camera_ages_ns"), ref record.CameraAgesNs);
        Read(reader.ReadSequence<long>("camera_invalid_counts"), ref record.CameraInvalidCounts);
        return reader.TryFinish(LogTypes.Tick.Name, out error);
    }

    internal static void WriteStamp(ref CdrWriter writer, long unixNs)
    {
        var stamp = RosTime.FromNs(unixNs);
        writer.WriteInt32(stamp.Sec, "stamp");
        writer.WriteUInt32(stamp.Nanosec, "stamp");
    }

    internal static long ReadStamp(ref CdrReader reader) => new RosTime(reader.ReadInt32("stamp"), reader.ReadUInt32("stamp")).ToNs();

    private static void WriteSchedule(ref CdrWriter writer, in TickRecord tick, int actionIndex)
    {
        writer.WriteByte((byte)tick.Schedule.Status, "schedule_status");
        writer.WriteInt64(tick.Schedule.RemainingNs, "schedule_remaining_ns");
        writer.WriteInt64(tick.Schedule.ChunkId, "chunk_id");
        writer.WriteInt32(actionIndex, "action_index");
        writer.WriteInt64(tick.Answer?.Request.Id ?? 0, "answer_id");
        writer.WriteByte((byte)(tick.Answer?.Outcome ?? 0), "answer_outcome");
        writer.WriteByte((byte)tick.Acceptance, "acceptance");
        writer.WriteInt64(tick.DelayNs, "delay_ns");
        writer.WriteSingle(tick.Signals.Progress, "progress");
        writer.WriteSingle(tick.Signals.Success, "success");
        writer.WriteSingle(tick.Signals.Confidence, "confidence");
        writer.WriteInt32(tick.Signals.Choice, "choice");
        writer.WriteByte((byte)tick.Failure.State, "failure_state");
        writer.WriteByte((byte)tick.Failure.Reason, "failure_reason");
        writer.WriteDouble(tick.Failure.Ratio, "failure_ratio");
        writer.WriteInt64(tick.Failure.ChunkId, "failure_chunk_id");
    }

    private static void ReadSchedule(ref CdrReader reader, LoggedTick tick, ref TickRecord record)
    {
        record.Schedule = new ScheduleSample(
            (ScheduleStatus)reader.ReadByte("schedule_status"), reader.ReadInt64("schedule_remaining_ns"), reader.ReadInt64("chunk_id"));
        tick.ActionIndex = reader.ReadInt32("action_index");
        tick.AnswerId = reader.ReadInt64("answer_id");
        tick.AnswerOutcome = (InferenceOutcome)reader.ReadByte("answer_outcome");
        record.Acceptance = (ChunkAcceptance)reader.ReadByte("acceptance");
        record.DelayNs = reader.ReadInt64("delay_ns");
        record.Signals = new PolicySignals(reader.ReadSingle("progress"), reader.ReadSingle("success"), reader.ReadSingle("confidence"))
        {
            Choice = reader.ReadInt32("choice"),
        };
        record.Failure = new FailureReport
        {
            State = (FailureState)reader.ReadByte("failure_state"),
            Reason = (DegradedReason)reader.ReadByte("failure_reason"),
            Ratio = reader.ReadDouble("failure_ratio"),
            ChunkId = reader.ReadInt64("failure_chunk_id"),
        };
    }

    private static void WriteHuman(ref CdrWriter writer, in TickRecord tick)
    {
        writer.WriteBoolean(tick.Human.Engaged, "human_engaged");
        writer.WriteInt32(tick.Human.Taken, "human_taken");
        writer.WriteInt64(tick.Human.Total, "human_total");
        writer.WriteUInt64(tick.Human.Sequence, "human_sequence");
        writer.WriteDouble(tick.Human.SpeedScale, "human_speed_scale");
        writer.WriteByte((byte)tick.Inputs.Armed, "human_armed");
        writer.WriteInt64(tick.Inputs.ArmingCount, "human_arming_count");
        writer.WriteInt64(tick.Inputs.UnusableCount, "human_unusable_count");
        writer.WriteByte((byte)tick.Demand.Kind, "demand_kind");
        writer.WriteInt32((int)tick.Demand.Cause, "demand_cause");
        writer.WriteInt32(tick.Demand.Culprit, "demand_culprit");
    }

    private static void ReadHuman(ref CdrReader reader, LoggedTick tick, ref TickRecord record)
    {
        record.Human = new HumanSample(
            reader.ReadBoolean("human_engaged"), reader.ReadInt32("human_taken"), reader.ReadInt64("human_total"),
            reader.ReadUInt64("human_sequence"), reader.ReadDouble("human_speed_scale"));
        tick.Armed = (HumanSource)reader.ReadByte("human_armed");
        tick.ArmingCount = reader.ReadInt64("human_arming_count");
        tick.UnusableCount = reader.ReadInt64("human_unusable_count");
        record.Demand = new StopDemand(
            (StopKind)reader.ReadByte("demand_kind"), (StopCause)reader.ReadInt32("demand_cause"), reader.ReadInt32("demand_culprit"));
    }

    private static void Read<T>(CdrSequence<T> from, ref T[] to)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        if (to is null || to.Length != from.Length)
            to = from.ToArray();
        else
            from.CopyTo(to);
    }
}
