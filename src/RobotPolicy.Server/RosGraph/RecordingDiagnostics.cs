using RobotPolicy.Data.Recording;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Server.RosGraph;

/// <summary>Status of the recording: whether the run reaches the disk, and what of it does not.</summary>
internal static class RecordingDiagnostics
{
    public static DiagnosticStatus Describe(Recorder recorder, string hardwareId, string prefix)
    {
        var status = recorder.Status;
        var builder = new StatusBuilder(prefix + "recording", hardwareId)
            .Add("state", status.State.ToString())
            .Add("bag", status.Bag)
            .Add("files", status.FileCount)
            .Add("written_mb", status.WrittenBytes / 1_000_000)
            .Add("free_mb", status.FreeBytes / 1_000_000)
            .Add("messages", status.MessageCount)
            .Add("dropped", status.DroppedCount);
        foreach (var topic in recorder.Topics.Where(topic => topic.DroppedCount > 0))
            builder.Add($"dropped {topic.Topic}", $"{topic.DroppedCount} of {topic.SeenCount}");
        return status.State switch
        {
            RecordingState.Stopped => builder.Raise(DiagnosticLevel.Error, $"not recorded: {status.Reason}").Build(),
            RecordingState.Dropping => builder.Raise(DiagnosticLevel.Warn, $"messages are missing: {status.Reason}").Build(),
            _ when status.DroppedCount > 0 => builder.Raise(DiagnosticLevel.Warn, $"{status.DroppedCount} messages are missing").Build(),
            _ => builder.Build("recording"),
        };
    }
}
