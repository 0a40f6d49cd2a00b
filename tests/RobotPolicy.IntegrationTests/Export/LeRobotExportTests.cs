using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling.Noise;

namespace RobotPolicy.IntegrationTests.Export;

/// <summary>
/// LeRobot's checkpoints, exported and run by the service, against what PyTorch computes of them. That PyTorch computes what
/// LeRobot's own code does is what the exporter's Python tests compare.
/// </summary>
public sealed class LeRobotExportTests : IDisposable
{
    private const double Tolerance = 1e-4;
    private const long Inference = 5;
    private readonly ImagePreprocessor _images = new();

    public void Dispose() => _images.Dispose();

    [ExporterTheory]
    [InlineData("act_two_cameras", new string[] { })]
    [InlineData("act_two_cameras", new[] { "--old" })]
    [InlineData("act_pre_norm", new[] { "--set", """normalization_mapping={"VISUAL": "IDENTITY", "STATE": "QUANTILES", "ACTION": "MIN_MAX"}""" })]
    public void Act_Exported_GivesTheTrainersActions(string name, string[] checkpoint)
    {
        using var package = new ExportedPackage(name, checkpoint);

        Compare(package, 0);
    }

    [ExporterTheory]
    [InlineData("diffusion_separate_encoders", "DDPM", 50)]
    [InlineData("diffusion_separate_encoders", "DDIM", 5)]
    [InlineData("diffusion_group_norm", "DDIM", 5)]
    public void Diffusion_Exported_DenoisesToTheTrainersActions(string name, string scheduler, int steps)
    {
        const int horizon = 8;
        const int actions = 6;
        const ulong seed = 3;
        var draws = scheduler == "DDPM" ? steps : 1;
        var noise = new float[draws * horizon * actions];
        var source = new GaussianNoise(seed);
        source.Begin(Inference);
        for (var draw = 0; draw < draws; draw++)
            source.TryFill(noise.AsSpan(draw * horizon * actions, horizon * actions), 1);

        using var package = new ExportedPackage(
            name,
            ["--set", $"noise_scheduler_type=\"{scheduler}\"", "--set", $"num_inference_steps={steps}"],
            (noise, [draws, horizon, actions]));

        Compare(package, seed);
    }

    [ExporterFact]
    public void Diffusion_OfTwoObservations_GraphsAnswerAsTheTrainersNetworks()
    {
        using var package = new ExportedPackage("diffusion_group_norm", []);

        Assert.Equal([1L, 2, 3, 64, 96], package.Parity["observation.images.front"].Shape);
        RunGraph(package, "encoder.onnx", ["observation.images.front", "observation.images.wrist", "observation.state"], string.Empty, "condition");
        RunGraph(package, "denoiser.onnx", ["sample", "timestep", "condition"], "denoiser.", "prediction");
        Assert.Contains("\"first\": 1", File.ReadAllText(Path.Combine(package.Folder, "manifest.json")), StringComparison.Ordinal);
    }

    [ExporterFact]
    public void Exporter_ItsOwnTests_Pass() => Python.Succeed("-m", "unittest", "discover", "--start-directory", Python.Tool("tests"));

    [ExporterFact]
    public void Readme_ItsExamples_LoadAndInfer()
    {
        var folder = Directory.CreateTempSubdirectory("robotpolicy-export-");
        try
        {
            Assert.Contains("2 examples", Python.Succeed(Python.Tool("tests", "run_readme.py"), folder.FullName), StringComparison.Ordinal);
            foreach (var (name, cameras) in (ReadOnlySpan<(string, string[])>)[("single_pass", ["front"]), ("flow", [])])
            {
                var robot = ExportedPackage.Robot(cameras);
                robot = robot with { Joints = [.. robot.Joints.Where(joint => joint.Name is "shoulder" or "elbow")] };

                // Loading warms up, and so infers.
                var result = PolicyLoader.Load(Path.Combine(folder.FullName, name), robot, _images);
                Assert.Empty(result.Errors);
                result.Policy!.Dispose();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Compare(ExportedPackage package, ulong seed)
    {
        Assert.DoesNotContain("not computed", package.Report, StringComparison.Ordinal);
        string[] cameras = [.. package.Parity.Keys.Where(key => key.StartsWith("raw.observation.images.", StringComparison.Ordinal)).Select(key => key.Split('.')[^1])];
        var robot = ExportedPackage.Robot(cameras);
        var result = PolicyLoader.Load(package.Folder, robot, _images, new PolicyLoaderOptions { NoiseSeed = seed });
        Assert.Empty(result.Errors);
        using var policy = result.Policy!;
        Assert.Equal(50_000_000, policy.Spec.ActionIntervalNs);
        var chunk = new ActionChunk(policy.Spec.Horizon, robot.Joints.Count) { Id = Inference };

        Assert.Equal(PolicyStatus.Ok, policy.Infer(package.Observe(policy.Spec, robot), chunk));

        // With two observations the first action belongs to the older one, and is past.
        var all = package.Parity["raw.action"].ToDoubles();
        var past = policy.Spec.ObservationSteps - 1;
        var expected = all[(past * robot.Joints.Count)..];
        Assert.Equal(policy.Spec.Horizon * robot.Joints.Count, expected.Length);
        var scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.True(expected.Max() - expected.Min() > 0.1, "the reference says nothing: its actions are all the same");
        for (var step = 0; step < policy.Spec.Horizon; step++)
            for (var joint = 0; joint < robot.Joints.Count; joint++)
            {
                var actual = chunk.Action(step)[robot.IndexOfJoint(policy.Spec.ActionJoints[joint])];
                Assert.Equal(expected[(step * robot.Joints.Count) + joint], actual, Tolerance * scale);
            }
    }

    private static void RunGraph(ExportedPackage package, string file, string[] inputs, string prefix, string output)
    {
        var errors = new List<PackageError>();
        using var graph = OnnxGraph.Open(Path.Combine(package.Folder, file), file, new OnnxGraphOptions(), errors);
        Assert.Empty(errors);
        foreach (var input in inputs)
        {
            var tensor = package.Parity[prefix + input];
            tensor.ToDoubles().Select(value => (float)value).ToArray().CopyTo(graph!.BindInput(input, [.. tensor.Shape]));
        }

        var expected = package.Parity[prefix + output];
        var actual = graph!.BindOutput(output, [.. expected.Shape]);
        Assert.Equal(GraphStatus.Ok, graph.Run());
        Assert.Equal(expected.ToDoubles().Length, actual.Length);
        foreach (var (wanted, given) in expected.ToDoubles().Zip(actual.ToArray()))
            Assert.Equal(wanted, given, Tolerance);
    }
}
