using System.Globalization;
using System.Runtime.InteropServices;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Recording;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Server.Options;

namespace RobotPolicy.Server.Composition;

/// <summary>Puts the recording of a run together: what stands at its beginning, and which topics it takes in.</summary>
internal static class RunRecording
{
    /// <summary>Makes the recorder; nothing is written yet.</summary>
    public static Recorder Create(
        ServerOptions options, string nodeName, RobotDescription robot, IMonotonicClock clock, TimeProvider time, JointOffset offset) => new(
        options.Recording!,
        new RecordingSubject
        {
            NodeName = nodeName,
            JointCount = robot.Joints.Count,
            CameraCount = robot.Cameras.Count,
            CommandLeadNs = robot.Joints.Max(joint => joint.CommandLatency).Ticks * TimeSpan.NanosecondsPerTick,
            HardwareProfile = File.ReadAllText(options.HardwareFile),
            Facts = new Dictionary<string, string>
            {
                [RecordingFacts.Rate] = options.RateHz.ToString(CultureInfo.InvariantCulture),
                ["robot"] = robot.Name,
                ["version"] = typeof(RunRecording).Assembly.GetName().Version?.ToString() ?? "",
                ["runtime"] = RuntimeInformation.FrameworkDescription,
                ["machine"] = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors",
                ["inference_threads"] = options.InferenceThreads.ToString(CultureInfo.InvariantCulture),
            },
        },
        clock,
        time,
        offset);

    /// <summary>Stands before a transport, so that its topics and some further ones are recorded.</summary>
    public static IRosTransport Attach(Recorder recorder, IRosTransport transport, IReadOnlyList<string> further)
    {
        var recording = new RecordingTransport(transport, recorder);
        foreach (var given in further)
        {
            var (topic, type) = ServerOptions.SplitTopic(given);
            recording.Record(topic, new RosMessageType(type, null), QosProfile.SensorData);
        }

        return recording;
    }
}
