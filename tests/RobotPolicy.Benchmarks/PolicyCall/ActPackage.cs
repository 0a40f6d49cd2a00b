using System.Text.Json.Nodes;
using RobotPolicy.Benchmarks.GpuCheck.Networks;
using RobotPolicy.Control.Model;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Benchmarks.PolicyCall;

/// <summary>
/// ACT in its published size for two cameras of 640×480, with random weights, as a package for a robot of this project; deleted with the
/// object. Its actions stay around the middle of the joints' ranges.
/// </summary>
internal sealed class ActPackage : IDisposable
{
    public const int Width = 640;
    public const int Height = 480;
    public const string StateInput = "observation.state";
    private const string Statistics = "stats.safetensors";
    private const double ActionSeconds = 0.05;
    private readonly RobotDescription _robot;

    /// <summary>Writes it.</summary>
    public ActPackage(RobotDescription robot)
    {
        _robot = robot;
        Network = ActNetwork.Full with
        {
            Cameras = robot.Cameras.Count,
            Joints = robot.Joints.Count,
            StateInput = StateInput,
            CameraInputs = [.. robot.Cameras.Select(camera => $"observation.images.{camera.Name}")],
            ActionOutput = "action",
        };
        Folder = Directory.CreateTempSubdirectory("robotpolicy-bench-act-").FullName;
        File.WriteAllBytes(Model, Network.Build(new WeightStore(), half: false, batch: 1));
        File.WriteAllBytes(Path.Combine(Folder, Statistics), WriteStatistics());
        File.WriteAllText(Path.Combine(Folder, "manifest.json"), Manifest().ToJsonString());
    }

    /// <summary>The network.</summary>
    public ActNetwork Network { get; }

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>The graph alone.</summary>
    public string Model => Path.Combine(Folder, "model.onnx");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private byte[] WriteStatistics()
    {
        var middle = Values(joint => (joint.MinPosition + joint.MaxPosition) / 2);
        var builder = new SafetensorsBuilder()
            .Floats($"{StateInput}.mean", middle)
            .Floats($"{StateInput}.std", Values(_ => 1))
            .Floats("action.mean", middle)
            .Floats("action.std", Values(joint => (joint.MaxPosition - joint.MinPosition) / 100));
        foreach (var input in Network.CameraInputs)
            builder.Floats($"{input}.mean", [0.485f, 0.456f, 0.406f], 3, 1, 1).Floats($"{input}.std", [0.229f, 0.224f, 0.225f], 3, 1, 1);
        return builder.Build();
    }

    private float[] Values(Func<JointDescription, double> of) => [.. _robot.Joints.Select(joint => (float)of(joint))];

    private JsonObject Manifest()
    {
        JsonObject Joints() => new()
        {
            ["shape"] = new JsonArray(Network.Joints),
            ["dtype"] = "float32",
            ["order"] = new JsonArray([.. _robot.Joints.Select(joint => (JsonNode)joint.Name)]),
        };
        JsonObject Normalisation(string type) => new() { ["type"] = type, ["mode"] = "mean_std", ["eps"] = 0, ["artifact"] = Statistics };
        return new JsonObject
        {
            ["format"] = "policy_package",
            ["version"] = "1.0",
            ["policy"] = new JsonObject { ["name"] = "bench_act", ["kind"] = "action_chunking" },
            ["n_obs_steps"] = 1,
            ["artifacts"] = new JsonObject { ["onnx"] = "model.onnx" },
            ["runner"] = new JsonObject { ["type"] = "action_chunking", ["chunk_size"] = Network.Chunk, ["n_action_steps"] = Network.Chunk / 2 },
            ["preprocessors"] = new JsonArray(new JsonObject { ["type"] = "to_float_tensor" }, Normalisation("normalize")),
            ["postprocessors"] = new JsonArray(Normalisation("denormalize")),
            ["robots"] = new JsonArray(new JsonObject { ["name"] = "main", ["state"] = Joints(), ["action"] = Joints() }),
            ["cameras"] = new JsonArray([.. _robot.Cameras.Select(camera => new JsonObject
            {
                ["name"] = camera.Name, ["shape"] = new JsonArray(3, Height, Width), ["dtype"] = "uint8",
            })]),
            ["x-robotpolicy"] = new JsonObject
            {
                ["action"] = new JsonObject { ["representation"] = "absolute", ["dt"] = ActionSeconds },
                ["executor"] = new JsonObject { ["type"] = "receding_horizon", ["execute"] = Network.Chunk / 2 },
                ["task"] = "Be measured.",
            },
        };
    }
}
