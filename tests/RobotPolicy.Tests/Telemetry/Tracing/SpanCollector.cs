using System.Diagnostics;

namespace RobotPolicy.Tests.Telemetry.Tracing;

/// <summary>Listens to one source's spans, as an exporter does.</summary>
internal sealed class SpanCollector : IDisposable
{
    private readonly ActivityListener _listener;

    public SpanCollector(ActivitySource source)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = other => ReferenceEquals(other, source),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => Spans.Add(span),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Spans that ended, in that order.</summary>
    public List<Activity> Spans { get; } = [];

    public Activity Single(string name) => Assert.Single(Spans, span => span.OperationName == name);

    public void Dispose() => _listener.Dispose();
}
