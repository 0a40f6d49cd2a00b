using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Safetensors;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>The package that ships, against what its trainer computed for one observation (parity.safetensors).</summary>
public sealed class ShippedPolicyTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot(), "deploy", "policies", "pick_place_act");
    private static readonly string[] Joints = ["waist", "shoulder", "elbow", "forearm_roll", "wrist_pitch", "wrist_roll", "gripper"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Infer_TrainersObservation_GivesTheTrainersActions(bool otherJointOrder)
    {
        var parity = Parity();
        var robot = Robot(otherJointOrder);
        using var images = new ImagePreprocessor();
        var result = PolicyLoader.Load(Folder, robot, images);
        Assert.Empty(result.Errors);
        using var policy = result.Policy!;

        var observation = new Observation(Joints.Length, 2);
        var state = parity["raw.observation.state"].ToDoubles();
        for (var i = 0; i < Joints.Length; i++)
            observation.Positions[robot.IndexOfJoint(Joints[i])] = state[i];
        for (var camera = 0; camera < 2; camera++)
        {
            var pixels = parity[$"raw.observation.images.{policy.Spec.Cameras[camera]}"];
            Assert.Equal([96L, 96, 3], pixels.Shape);
            observation.SetImage(camera, new MemoryFrame(PixelFormat.Rgb8, 96, 96, 96 * 3, pixels.Data.ToArray()));
        }

        var chunk = new ActionChunk(policy.Spec.Horizon, Joints.Length);
        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));

        var expected = parity["raw.action"].ToDoubles();
        Assert.Equal(20 * Joints.Length, expected.Length);
        var largest = 0.0;
        for (var step = 0; step < chunk.Horizon; step++)
            for (var joint = 0; joint < Joints.Length; joint++)
            {
                var actual = chunk.Action(step)[robot.IndexOfJoint(Joints[joint])];
                largest = Math.Max(largest, Math.Abs(actual - expected[(step * Joints.Length) + joint]));
            }

        Assert.True(largest <= 1e-4, $"largest error {largest}");
    }

    private static IReadOnlyDictionary<string, SafetensorsTensor> Parity()
    {
        var errors = new List<PackageError>();
        var file = SafetensorsFile.Parse(File.ReadAllBytes(Path.Combine(Folder, "parity.safetensors")), "parity.safetensors", errors);
        Assert.Empty(errors);
        return file!.Tensors;
    }

    private static RobotDescription Robot(bool otherJointOrder) => new()
    {
        Name = "arm",
        Joints = [.. (otherJointOrder ? Joints.Reverse() : Joints).Select(name => new JointDescription
        {
            Name = name,
            Prismatic = name == "gripper",
            MinPosition = -3,
            MaxPosition = 3,
            MaxVelocity = 1,
            MaxAcceleration = 1,
            MaxTrackingError = 1,
        })],
        Cameras =
        [
            new CameraDescription { Name = "wrist", Topic = "/wrist", Timeout = TimeSpan.FromSeconds(1) },
            new CameraDescription { Name = "front", Topic = "/front", Timeout = TimeSpan.FromSeconds(1) },
        ],
    };

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("RobotPolicy.sln is in no folder above the tests.");
    }
}
