using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Safetensors;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Export;

/// <summary>A checkpoint of a case in <c>tests/golden/lerobot</c>, and the package that the exporter makes of it.</summary>
internal sealed class ExportedPackage : IDisposable
{
    private const string ActionNames = "waist.pos,shoulder.pos,elbow.pos,forearm_roll.pos,wrist_pitch.pos,wrist_roll.pos";
    private static readonly string[] Joints = ["wrist_roll", "wrist_pitch", "forearm_roll", "elbow", "shoulder", "waist"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("robotpolicy-export-");

    /// <param name="name">Case.</param>
    /// <param name="checkpoint">Arguments of <c>make_checkpoint.py</c>.</param>
    /// <param name="noise">Noise for the denoising loop, if not made up; [draws, horizon, actions].</param>
    public ExportedPackage(string name, string[] checkpoint, (float[] Values, long[] Shape)? noise = null)
    {
        var source = Path.Combine(_folder.FullName, "checkpoint");
        Python.Succeed(Python.Tool("tests", "make_checkpoint.py"), [name, source, .. checkpoint]);
        string[] options = [];
        if (noise is { } given)
        {
            var file = Path.Combine(_folder.FullName, "noise.safetensors");
            File.WriteAllBytes(file, new SafetensorsBuilder().Floats("noise", given.Values, given.Shape).Build());
            options = ["--noise", file];
        }

        Folder = Path.Combine(_folder.FullName, "package");
        Report = Python.Succeed(
            Python.Tool("export.py"),
            ["lerobot", source, "--out", Folder, "--fps", "20", "--joints", ActionNames, "--state-joints", ActionNames[..ActionNames.LastIndexOf(',')], .. options]);
        var errors = new List<PackageError>();
        Parity = SafetensorsFile.Parse(File.ReadAllBytes(Path.Combine(Folder, "parity.safetensors")), "parity.safetensors", errors)!.Tensors;
        Assert.Empty(errors);
    }

    public string Folder { get; }

    public string Report { get; }

    /// <summary>What the trainer's network answered.</summary>
    public IReadOnlyDictionary<string, SafetensorsTensor> Parity { get; }

    /// <summary>An arm that orders its joints in another way than the policy.</summary>
    public static RobotDescription Robot(params string[] cameras) => new()
    {
        Name = "arm",
        Joints = [.. Joints.Select(name => new JointDescription
        {
            Name = name, Prismatic = false, MinPosition = -3, MaxPosition = 3, MaxVelocity = 1, MaxAcceleration = 1, MaxTrackingError = 1,
        })],
        Cameras = [.. cameras.Select(name => new CameraDescription { Name = name, Topic = "/" + name, Timeout = TimeSpan.FromSeconds(1) })],
    };

    /// <summary>The observation of the parity file, as the robot would see it, the oldest instant first.</summary>
    public Observation Observe(PolicySpec spec, RobotDescription robot)
    {
        var observation = new Observation(robot.Joints.Count, spec.Cameras.Count, spec.ObservationSteps);
        var states = Parity["raw.observation.state"].ToDoubles();
        for (var step = 0; step < observation.Steps; step++)
        {
            for (var i = 0; i < spec.StateJoints.Count; i++)
                observation.PositionsAt(step)[robot.IndexOfJoint(spec.StateJoints[i])] = states[(step * spec.StateJoints.Count) + i];
            for (var camera = 0; camera < spec.Cameras.Count; camera++)
            {
                var pixels = Parity[$"raw.observation.images.{spec.Cameras[camera]}"];
                var (height, width) = ((int)pixels.Shape[^3], (int)pixels.Shape[^2]);
                var bytes = height * width * 3;
                observation.SetImage(step, camera, new MemoryFrame(PixelFormat.Rgb8, width, height, width * 3, pixels.Data.Slice(step * bytes, bytes).ToArray()));
            }
        }

        return observation;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
