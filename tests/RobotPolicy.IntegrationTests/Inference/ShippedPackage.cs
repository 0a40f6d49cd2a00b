using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Safetensors;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>A package of deploy/policies, and what its trainer computed (parity.safetensors).</summary>
internal sealed class ShippedPackage
{
    public static readonly string[] Joints = ["waist", "shoulder", "elbow", "forearm_roll", "wrist_pitch", "wrist_roll", "gripper"];

    public ShippedPackage(string name)
    {
        Folder = Path.Combine(RepositoryRoot(), "deploy", "policies", name);
        var errors = new List<PackageError>();
        var file = SafetensorsFile.Parse(File.ReadAllBytes(Path.Combine(Folder, "parity.safetensors")), "parity.safetensors", errors);
        Assert.Empty(errors);
        Parity = file!.Tensors;
    }

    public string Folder { get; }

    public IReadOnlyDictionary<string, SafetensorsTensor> Parity { get; }

    /// <summary>The simulated arm as far as a policy looks at it.</summary>
    public static RobotDescription Robot(bool otherJointOrder = false) => new()
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

    /// <summary>The raw observation of the file; with an index of inferences in front, that of one inference.</summary>
    public Observation Observe(RobotDescription robot, IReadOnlyList<string> cameras, int inference = 0)
    {
        const int size = 96;
        var observation = new Observation(Joints.Length, cameras.Count);
        var state = Parity["raw.observation.state"].ToDoubles();
        for (var i = 0; i < Joints.Length; i++)
            observation.Positions[robot.IndexOfJoint(Joints[i])] = state[(inference * Joints.Length) + i];
        for (var camera = 0; camera < cameras.Count; camera++)
        {
            var pixels = Parity[$"raw.observation.images.{cameras[camera]}"];
            Assert.Equal([(long)size, size, 3], pixels.Shape.TakeLast(3));
            var picture = pixels.Data.Slice(inference * size * size * 3, size * size * 3).ToArray();
            observation.SetImage(camera, new MemoryFrame(PixelFormat.Rgb8, size, size, size * 3, picture));
        }

        return observation;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("RobotPolicy.sln is in no folder above the tests.");
    }
}
