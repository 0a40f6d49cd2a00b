using System.Diagnostics;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Server.Telemetry.Tracing;

/// <summary>
/// Where the service's spans come from: the activity source <c>RobotPolicy</c>. Made beside the control thread, and only while somebody
/// listens. Thread-safe.
/// </summary>
/// <param name="clock">The monotonic clock of all threads.</param>
/// <param name="time">Time of day.</param>
public sealed class ServiceTraces(IMonotonicClock clock, TimeProvider time) : IDisposable
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "RobotPolicy";

    private volatile Activity? _task;

    /// <summary>The source.</summary>
    public ActivitySource Source { get; } = new(SourceName);

    /// <summary>Whether anybody listens; where nobody does, nothing is made.</summary>
    public bool IsOn => Source.HasListeners();

    /// <summary>The span of the task in progress; <see langword="null"/> where there is none.</summary>
    public Activity? Task
    {
        get => _task;
        set => _task = value;
    }

    /// <summary>Now, on both clocks.</summary>
    public SpanTime ReadTime() => new(time.GetUtcNow().UtcDateTime, clock.NowNs);

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();
}
