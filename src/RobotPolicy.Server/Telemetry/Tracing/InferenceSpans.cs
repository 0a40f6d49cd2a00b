using System.Diagnostics;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Server.Telemetry.Tracing;

/// <summary>
/// A span for every inference of one policy, from its request to its chunk, with spans inside it for what it waited, and for observation, model and
/// scoring. Made by the inferring thread once the answer is there; where nobody listens it costs a comparison and allocates nothing.
/// </summary>
/// <param name="traces">Where spans go.</param>
/// <param name="policy">Package of the policy.</param>
public sealed class InferenceSpans(ServiceTraces traces, string policy) : IInferenceSink
{
    /// <inheritdoc/>
    public void OnServed(InferenceResult result, PolicyInsight insight)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (traces.IsOn)
            Trace(result);
    }

    private void Trace(InferenceResult result)
    {
        var (parent, time) = (traces.Task?.Context ?? default, traces.ReadTime());
        using var span = traces.Source.StartActivity(ActivityKind.Internal, parent, startTime: time.ToUtc(result.Request.TimeNs), name: SpanNames.Inference);
        if (span is null)
            return;
        if (span.IsAllDataRequested)
        {
            Describe(span, result, time);
            var observedNs = result.StartNs + result.AssembleNs;
            Part(span, time, SpanNames.Request, result.Request.TimeNs, result.StartNs);
            Part(span, time, SpanNames.Observation, result.StartNs, observedNs);
            if (result.Observation.Status == ObservationStatus.Ok)
                Part(span, time, SpanNames.Model, observedNs, result.EndNs - result.ScoringNs);
            if (result.ScoringNs > 0)
                Part(span, time, SpanNames.Scoring, result.EndNs - result.ScoringNs, result.EndNs);
        }

        span.SetEndTime(time.ToUtc(result.EndNs));
    }

    private void Part(Activity span, in SpanTime time, string name, long fromNs, long toNs)
    {
        using var part = traces.Source.StartActivity(ActivityKind.Internal, span.Context, startTime: time.ToUtc(fromNs), name: name);
        part?.SetEndTime(time.ToUtc(toNs));
    }

    private void Describe(Activity span, InferenceResult result, in SpanTime time)
    {
        span.SetTag(SpanNames.Policy, policy)
            .SetTag(SpanNames.Epoch, result.Request.Epoch)
            .SetTag(SpanNames.RequestId, result.Request.Id)
            .SetTag(SpanNames.Outcome, result.Outcome.ToString())
            .SetTag(SpanNames.WaitTime, (result.StartNs - result.Request.TimeNs) / 1e9)
            .SetTag(SpanNames.ObservationTime, result.AssembleNs / 1e9)
            .SetTag(SpanNames.ModelTime, result.ModelNs / 1e9)
            .SetTag(SpanNames.ScoringTime, result.ScoringNs / 1e9)
            .SetTag(SpanNames.AroundModelTime, (result.TotalNs - result.ModelNs) / 1e9)
            .SetTag(SpanNames.ObservationStatus, result.Observation.Status.ToString())
            .SetTag(SpanNames.ObservationAge, result.Observation.AgeNs / 1e9);
        if (result.Failure.State != FailureState.Off)
            span.SetTag(SpanNames.FailureState, result.Failure.State.ToString());
        if (result.Failure.State is FailureState.Quiet or FailureState.Alarm)
            span.SetTag(SpanNames.FailureRatio, result.Failure.Ratio);
        if (result.Outcome == InferenceOutcome.Ok)
            span.AddEvent(new ActivityEvent(
                SpanNames.Chunk,
                time.ToUtc(result.EndNs),
                new ActivityTagsCollection
                {
                    [SpanNames.ChunkId] = result.Chunk.Id,
                    [SpanNames.ChunkActions] = result.Chunk.Horizon,
                    [SpanNames.ChunkInterval] = result.Chunk.IntervalNs / 1e9,
                }));
        else if (result.Outcome is not (InferenceOutcome.Chosen or InferenceOutcome.Stopped))
            span.SetStatus(ActivityStatusCode.Error, result.Outcome.ToString());
    }
}
