using RobotPolicy.Data.Recording;
using RobotPolicy.Server.Operations.Telemetry;

namespace RobotPolicy.Server.Operations.Recordings;

/// <summary>Figures of the recording.</summary>
internal static class RecordingFigures
{
    private const double BytesPerMegabyte = 1e6;

    private static readonly MetricInstrument Written =
        new(MetricInstrument.Prefix + "recording.written", "By", MetricKind.Gauge) { Description = "Bytes that stand in the recording's files.", Scale = BytesPerMegabyte };

    private static readonly MetricInstrument Free =
        new(MetricInstrument.Prefix + "recording.free", "By", MetricKind.Gauge) { Description = "Bytes that are free on the recording's disk.", Scale = BytesPerMegabyte };

    /// <summary>Adds them.</summary>
    /// <param name="metrics">Where.</param>
    /// <param name="read">Reads how the recording is doing.</param>
    public static MetricsCatalog AddRecording(this MetricsCatalog metrics, Func<RecordingStatus> read) => metrics
        .Add("recording.state", "The recorder: off 0, recording 1, dropping 2, stopped 3.", "{state}", () => (int)read().State, MetricKind.Gauge)
        .Add("recording.written_mb", "Megabytes that stand in the recording's files.", Written, () => read().WrittenBytes / BytesPerMegabyte)
        .Add("recording.free_mb", "Megabytes that are free on the recording's disk.", Free, () => read().FreeBytes / BytesPerMegabyte)
        .Add("recording.messages", "Messages that were recorded.", "{message}", () => read().MessageCount)
        .Add("recording.dropped", "Messages that were not: the disk is full, failed or was too slow.", "{message}", () => read().DroppedCount);
}
