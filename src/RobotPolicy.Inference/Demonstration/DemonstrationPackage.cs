using System.Text.Json;
using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Graphs.Composition;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Demonstration;

/// <summary>
/// A policy package for any robot, to try the service with before there is a trained one: it brings the arm to its safe pose and then moves
/// every joint gently about it, each at a pace of its own. It looks at joint states alone, and has learned nothing.
/// </summary>
public static class DemonstrationPackage
{
    /// <summary>Actions in a chunk.</summary>
    public const int ChunkSize = 100;

    /// <summary>Time from one action to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private const string Model = "model.onnx";

    // Largest share of a joint's range, speed and acceleration that it uses.
    private const double RangeShare = 0.05;
    private const double LimitShare = 0.2;
    private const int MaxPeriods = 3;

    /// <summary>Writes the package.</summary>
    /// <param name="robot">The robot; it has to have a safe pose.</param>
    /// <param name="folder">Folder of the package, which is made; what is in it is replaced.</param>
    /// <exception cref="ArgumentException">The robot has no safe pose.</exception>
    public static void Write(RobotDescription robot, string folder)
    {
        ArgumentNullException.ThrowIfNull(robot);
        if (robot.SafePose is not { } pose)
            throw new ArgumentException($"Robot '{robot.Name}' has no safe_pose, about which the joints are to move.", nameof(robot));
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, Model), Graph(robot, pose));
        File.WriteAllText(Path.Combine(folder, ManifestReader.FileName), Manifest(robot));
    }

    /// <summary>
    /// action[k] = state · fade[k] + wave[k]: each chunk begins where the arm is, fades to the safe pose within its ten seconds, and adds whole
    /// periods of a sine, so that the next one begins where it ends.
    /// </summary>
    private static byte[] Graph(RobotDescription robot, IReadOnlyList<double> pose)
    {
        var joints = robot.Joints.Count;
        var (fade, wave) = (new float[ChunkSize], new float[ChunkSize * joints]);
        for (var k = 0; k < ChunkSize; k++)
        {
            var left = (1 + Math.Cos(Math.PI * k / (ChunkSize - 1))) / 2;
            fade[k] = (float)left;
            for (var joint = 0; joint < joints; joint++)
            {
                var periods = 1 + (joint % MaxPeriods);
                var angle = 2 * Math.PI * periods * k / ChunkSize;
                wave[(k * joints) + joint] = (float)((pose[joint] * (1 - left)) + (Amplitude(robot.Joints[joint], pose[joint], periods) * Math.Sin(angle)));
            }
        }

        return new OnnxGraphWriter()
            .Input(FeatureNames.State, OnnxElementType.Float, 1, joints)
            .Constant("fade", fade, 1, ChunkSize, 1)
            .Constant("wave", wave, 1, ChunkSize, joints)
            .Node("Mul", [FeatureNames.State, "fade"], ["faded"])
            .Node("Add", ["faded", "wave"], [FeatureNames.Action])
            .Output(FeatureNames.Action, OnnxElementType.Float, 1, ChunkSize, joints)
            .Build();
    }

    private static double Amplitude(JointDescription joint, double pose, int periods)
    {
        var angular = 2 * Math.PI * periods / (ChunkSize * Interval.TotalSeconds);
        double[] most =
        [
            RangeShare * (joint.MaxPosition - joint.MinPosition),
            LimitShare * joint.MaxVelocity / angular,
            LimitShare * joint.MaxAcceleration / (angular * angular),
            (pose - joint.MinPosition) / 2,
            (joint.MaxPosition - pose) / 2,
        ];
        return most.Min();
    }

    private static string Manifest(RobotDescription robot)
    {
        string[] names = [.. robot.Joints.Select(joint => joint.Name)];
        var vector = new { shape = (int[])[names.Length], dtype = "float32", order = names };
        var manifest = new Dictionary<string, object>
        {
            ["format"] = "policy_package",
            ["version"] = "1.0",
            ["policy"] = new { name = $"demonstration for {robot.Name}", kind = "action_chunking" },
            ["artifacts"] = new { onnx = Model },
            ["runner"] = new { type = "action_chunking", chunk_size = ChunkSize, n_action_steps = ChunkSize },
            ["robots"] = (object[])[new { name = robot.Name, state = vector, action = vector }],
            ["cameras"] = (object[])[],
            ["x-robotpolicy"] = new
            {
                action = new { representation = "absolute", dt = Interval.TotalSeconds },
                executor = new { type = "receding_horizon", execute = ChunkSize },
                task = "A demonstration, not a skill: goes to the safe pose and moves each joint gently about it. It sees nothing but the joints.",
            },
        };
        return JsonSerializer.Serialize(manifest, new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }
}
