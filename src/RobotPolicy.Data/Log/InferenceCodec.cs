using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Data.Log;

/// <summary>An inference as <c>robotpolicy_msgs/msg/Inference</c>. Writing allocates nothing.</summary>
public static class InferenceCodec
{
    /// <summary>Writes an inference.</summary>
    /// <param name="writer">At the message's first field.</param>
    /// <param name="result">The inference.</param>
    /// <param name="insight">What the policy lets look at.</param>
    /// <param name="stampUnixNs">Time of day of its end, in nanoseconds since the Unix epoch.</param>
    public static void Write(ref CdrWriter writer, InferenceResult result, PolicyInsight insight, long stampUnixNs)
    {
        TickCodec.WriteStamp(ref writer, stampUnixNs);
        var request = result.Request;
        writer.WriteInt64(request.Id, "id");
        writer.WriteInt64(request.Epoch, "epoch");
        writer.WriteInt64(request.TimeNs, "request_ns");
        writer.WriteInt64(request.ChunkInUse, "chunk_in_use");
        writer.WriteInt64(request.ForecastNs, "forecast_ns");
        writer.WriteBoolean(request.IsTaskStart, "is_task_start");
        writer.WriteByte((byte)result.Outcome, "outcome");
        writer.WriteInt64(result.StartNs, "start_ns");
        writer.WriteInt64(result.EndNs, "end_ns");
        writer.WriteInt64(result.AssembleNs, "assemble_ns");
        writer.WriteInt64(result.ModelNs, "model_ns");
        writer.WriteInt64(result.ScoringNs, "scoring_ns");
        writer.WriteByte((byte)result.Observation.Status, "observation_status");
        writer.WriteInt32(result.Observation.Camera, "observation_camera");
        writer.WriteInt64(result.Observation.AgeNs, "observation_age_ns");
        writer.WriteInt64(result.Observation.SkewNs, "observation_skew_ns");
        writer.WriteInt64(result.ObservedNs, "observed_ns");
        writer.WriteInt64(result.SeenJointsNs, "seen_joints_ns");
        writer.WriteSequence<long>(result.SeenCamerasNs, "seen_cameras_ns");
        writer.WriteSequence<long>(result.PictureStamps, "picture_stamps");
        var chunk = result.Chunk;
        var isOk = result.Outcome == InferenceOutcome.Ok;
        writer.WriteInt64(isOk ? chunk.StartNs : 0, "chunk_start_ns");
        writer.WriteInt64(isOk ? chunk.IntervalNs : 0, "interval_ns");
        writer.WriteInt32(isOk ? chunk.ConditionedSteps : 0, "conditioned_steps");
        writer.WriteInt32(isOk ? chunk.Horizon : 0, "horizon");
        writer.WriteSequence<double>(isOk ? chunk.Actions : [], "actions");
        writer.WriteSequence<float>(isOk ? insight.Executed.Span : [], "normalised_actions");
        writer.WriteSequence<float>(isOk ? insight.Embedding.Span : [], "embedding");
        var signals = isOk || result.Outcome == InferenceOutcome.Chosen ? chunk.Signals : PolicySignals.None;
        writer.WriteSingle(signals.Progress, "progress");
        writer.WriteSingle(signals.Success, "success");
        writer.WriteSingle(signals.Confidence, "confidence");
        writer.WriteInt32(signals.Choice, "choice");
        WriteFailure(ref writer, result.Failure);
    }

    /// <summary>Reads an inference.</summary>
    /// <returns><see langword="null"/> after a failure.</returns>
    public static LoggedInference? Read(ReadOnlySpan<byte> cdr, out CdrError error)
    {
        var reader = new CdrReader(cdr);
        _ = TickCodec.ReadStamp(ref reader);
        var read = new LoggedInference
        {
            Request = new InferenceRequest(
                reader.ReadInt64("id"), reader.ReadInt64("epoch"), reader.ReadInt64("request_ns"),
                reader.ReadInt64("chunk_in_use"), reader.ReadInt64("forecast_ns"), reader.ReadBoolean("is_task_start")),
            Outcome = (InferenceOutcome)reader.ReadByte("outcome"),
            StartNs = reader.ReadInt64("start_ns"),
            EndNs = reader.ReadInt64("end_ns"),
            AssembleNs = reader.ReadInt64("assemble_ns"),
            ModelNs = reader.ReadInt64("model_ns"),
            ScoringNs = reader.ReadInt64("scoring_ns"),
            Observation = new ObservationResult(
                (ObservationStatus)reader.ReadByte("observation_status"), reader.ReadInt32("observation_camera"),
                reader.ReadInt64("observation_age_ns"), reader.ReadInt64("observation_skew_ns")),
            ObservedNs = reader.ReadInt64("observed_ns"),
            SeenJointsNs = reader.ReadInt64("seen_joints_ns"),
            SeenCamerasNs = reader.ReadSequence<long>("seen_cameras_ns").ToArray(),
            PictureStamps = reader.ReadSequence<long>("picture_stamps").ToArray(),
            ChunkStartNs = reader.ReadInt64("chunk_start_ns"),
            IntervalNs = reader.ReadInt64("interval_ns"),
            ConditionedSteps = reader.ReadInt32("conditioned_steps"),
            Horizon = reader.ReadInt32("horizon"),
            Actions = reader.ReadSequence<double>("actions").ToArray(),
            NormalisedActions = reader.ReadSequence<float>("normalised_actions").ToArray(),
            Embedding = reader.ReadSequence<float>("embedding").ToArray(),
            Signals = new PolicySignals(reader.ReadSingle("progress"), reader.ReadSingle("success"), reader.ReadSingle("confidence"))
            {
                Choice = reader.ReadInt32("choice"),
            },
            Failure = ReadFailure(ref reader),
        };
        if (read.Horizon < 0 || (read.Horizon == 0) != (read.Actions.Length == 0) || (read.Horizon > 0 && read.Actions.Length % read.Horizon != 0))
            reader.Fail(CdrStatus.InconsistentLengths, "actions", read.Horizon, read.Actions.Length);
        return reader.TryFinish(LogTypes.Inference.Name, out error)
            ? read with { Failure = read.Failure with { ChunkId = read.Request.Id, Epoch = read.Request.Epoch } }
            : null;
    }

    private static void WriteFailure(ref CdrWriter writer, in FailureReport report)
    {
        writer.WriteByte((byte)report.State, "failure_state");
        writer.WriteByte((byte)report.Reason, "failure_reason");
        writer.WriteInt32(report.Call, "failure_call");
        writer.WriteBoolean(report.IsOvertime, "failure_overtime");
        writer.WriteBoolean(report.IsTimeVarying, "failure_time_varying");
        writer.WriteDouble(report.Ratio, "failure_ratio");
        writer.WriteDouble(report.LeadSeconds, "failure_lead_seconds");
        Span<double> values = stackalloc double[ScoreReadings.MaxCount];
        var readings = report.Readings;
        for (var i = 0; i < report.ScoreCount; i++)
            values[i] = readings[i].Score;
        writer.WriteSequence<double>(values[..report.ScoreCount], "scores");
        for (var i = 0; i < report.ScoreCount; i++)
            values[i] = readings[i].Windowed;
        writer.WriteSequence<double>(values[..report.ScoreCount], "windowed");
        for (var i = 0; i < report.ScoreCount; i++)
            values[i] = readings[i].Threshold;
        writer.WriteSequence<double>(values[..report.ScoreCount], "thresholds");
    }

    private static FailureReport ReadFailure(ref CdrReader reader)
    {
        var report = new FailureReport
        {
            State = (FailureState)reader.ReadByte("failure_state"),
            Reason = (DegradedReason)reader.ReadByte("failure_reason"),
            Call = reader.ReadInt32("failure_call"),
            IsOvertime = reader.ReadBoolean("failure_overtime"),
            IsTimeVarying = reader.ReadBoolean("failure_time_varying"),
            Ratio = reader.ReadDouble("failure_ratio"),
            LeadSeconds = reader.ReadDouble("failure_lead_seconds"),
        };
        var scores = reader.ReadSequence<double>("scores", ScoreReadings.MaxCount);
        var windowed = reader.ReadSequence<double>("windowed", ScoreReadings.MaxCount);
        var thresholds = reader.ReadSequence<double>("thresholds", ScoreReadings.MaxCount);
        if (windowed.Length != scores.Length || thresholds.Length != scores.Length)
        {
            reader.Fail(CdrStatus.InconsistentLengths, "scores", scores.Length, windowed.Length);
            return report;
        }

        var readings = default(ScoreReadings);
        for (var i = 0; i < scores.Length; i++)
            readings[i] = new ScoreReading(scores[i], windowed[i], thresholds[i]);
        return report with { ScoreCount = scores.Length, Readings = readings };
    }
}
