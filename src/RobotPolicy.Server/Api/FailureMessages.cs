using Google.Protobuf;
using RobotPolicy.Api.V1;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Alerts;
using AlertSnapshot = RobotPolicy.Server.Operations.Alerts.AlertSnapshot;
using AlertSnapshotMessage = RobotPolicy.Api.V1.AlertSnapshot;

namespace RobotPolicy.Server.Api;

/// <summary>What the failure monitor says, as the API's messages. Enumerations have the same values on both sides; a test compares them.</summary>
internal static class FailureMessages
{
    public static FailureReading ToApi(MonitorReading reading)
    {
        ref readonly var report = ref reading.Report;
        var message = new FailureReading
        {
            State = (FailureState)(int)report.State,
            Reason = (DegradedReason)(int)report.Reason,
            Ratio = report.Ratio,
            Epoch = report.Epoch,
            Call = report.Call,
            Overtime = report.IsOvertime,
            TimeVarying = report.IsTimeVarying,
            LeadS = report.LeadSeconds,
            ScoringS = report.ScoringNs / 1e9,
        };
        for (var i = 0; i < reading.Count; i++)
        {
            var score = reading[i];
            message.Scores.Add(new FailureScore
            {
                Name = reading.NameOf(i),
                Score = score.Score,
                Windowed = score.Windowed,
                Threshold = score.Threshold,
            });
        }

        return message;
    }

    public static AlertSnapshotMessage ToApi(AlertSnapshot snapshot, RobotDescription robot)
    {
        var message = new AlertSnapshotMessage { AlertId = snapshot.AlertId };
        foreach (var (camera, picture) in snapshot.Pictures)
        {
            message.Pictures.Add(new AlertPicture
            {
                Camera = robot.Cameras[camera].Name,

                // Shared by everybody who looks; nobody writes into it.
                Jpeg = UnsafeByteOperations.UnsafeWrap(picture.Jpeg),
                Width = picture.Width,
                Height = picture.Height,
                AgeS = (snapshot.DecidedNs - picture.TimeNs) / 1e9,
            });
        }

        return message;
    }
}
