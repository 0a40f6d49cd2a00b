using RobotPolicy.Control.Loop;
using RobotPolicy.Data.Recording;
using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.Server.Operations.Recordings;

/// <summary>Says while the run goes on that messages are missing from its recording, or that there is none: in the log and as an alert.</summary>
/// <param name="recorder">The recorder.</param>
/// <param name="alerts">Where alerts go.</param>
/// <param name="logger">Log.</param>
public sealed class RecordingWatch(Recorder recorder, AlertBook alerts, ILogger<RecordingWatch> logger) : ILoopObserver
{
    /// <summary>Source of its alerts.</summary>
    public const string Source = "recorder";

    private const string StoppedKey = "recording";
    private const string DroppedKey = "recording-drops";

    private RecordingState _state = RecordingState.Recording;
    private long _dropped;

    /// <inheritdoc/>
    public void Observe(in LoopStatus now)
    {
        var status = recorder.Status;
        if (status.DroppedCount > _dropped)
        {
            Log.RecordingDrops(logger, status.DroppedCount - _dropped, status.Reason);
            _dropped = status.DroppedCount;
        }

        if (status.State == _state)
            return;
        switch (status.State)
        {
            case RecordingState.Stopped:
                Log.RecordingStopped(logger, status.Reason);
                alerts.Raise(Note(StoppedKey, AlertSeverity.Error, $"The run is not recorded: {status.Reason}"));
                break;
            case RecordingState.Dropping:
                alerts.Raise(Note(DroppedKey, AlertSeverity.Warning, $"Messages are missing from the recording, the last: {status.Reason}"));
                break;
            case RecordingState.Recording:
                Log.RecordingGoesOn(logger, status.Bag);
                alerts.Resolve(Source, StoppedKey);
                alerts.Resolve(Source, DroppedKey);
                break;
        }

        _state = status.State;
    }

    private static AlertNote Note(string key, AlertSeverity severity, string text) => new() { Key = key, Source = Source, Severity = severity, Text = text };
}
