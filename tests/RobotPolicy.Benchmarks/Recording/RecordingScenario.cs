using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Benchmarks.Recording;

/// <summary>What a robot with two cameras records: pictures of 900 kB at 30 Hz, and twenty small states for each pair of them.</summary>
internal static class RecordingScenario
{
    private const int PictureBytes = 640 * 480 * 3;
    private const int StateBytes = 400;
    private const int StatesPerPicture = 20;
    private const ulong PicturePeriod = 33_333_333;

    /// <summary>As the recorder writes.</summary>
    public static McapWriteOptions Options { get; } = new() { Profile = "ros2", DirectSize = 64 << 10 };

    /// <summary>Writes at least so many bytes; returns how many they are.</summary>
    public static long Write(Stream target, long bytes, byte[] picture, byte[] state)
    {
        using var writer = new McapWriter(target, Options, leaveOpen: true);
        var image = writer.AddSchema("sensor_msgs/msg/Image", "ros2msg", "uint8[] data"u8);
        var joints = writer.AddSchema("sensor_msgs/msg/JointState", "ros2msg", "float64[] position"u8);
        ushort[] cameras = [writer.AddChannel(image, "/camera/a", "cdr"), writer.AddChannel(image, "/camera/b", "cdr")];
        var states = writer.AddChannel(joints, "/joint_states", "cdr");
        for (ulong i = 0; writer.Position < bytes; i++)
        {
            var time = 1_700_000_000_000_000_000 + (i * PicturePeriod);
            foreach (var camera in cameras)
                writer.WriteMessage(camera, (uint)i, time, time, picture);
            for (var each = 0u; each < StatesPerPicture; each++)
                writer.WriteMessage(states, each, time + (each * (PicturePeriod / StatesPerPicture)), time, state);
        }

        writer.Complete();
        return writer.Position;
    }

    /// <summary>A picture and a state that no disk can compress.</summary>
    public static (byte[] Picture, byte[] State) Payloads()
    {
        var random = new Random(4);
        var (picture, state) = (new byte[PictureBytes], new byte[StateBytes]);
        random.NextBytes(picture);
        random.NextBytes(state);
        return (picture, state);
    }
}
