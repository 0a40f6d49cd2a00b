using RobotPolicy.Control.Model;

namespace RobotPolicy.TestSupport;

/// <summary>
/// Writes a small policy package into a folder of its own, and removes it again: two joints, one camera of 8×6 pixels, chunks
/// of four actions. Normalised action[step, joint] = normalised state[joint] + step + mean of the normalised picture.
/// </summary>
internal sealed class TestPolicyPackage : IDisposable
{
    public const int Chunk = 4;
    public const int Width = 8;
    public const int Height = 6;

    public const string DefaultManifest =
        """
        {
          "format": "policy_package",
          "version": "1.0",
          "policy": { "name": "test", "kind": "action_chunking" },
          "n_obs_steps": 1,
          "artifacts": { "onnx": "model.onnx" },
          "runner": { "type": "action_chunking", "chunk_size": 4, "n_action_steps": 2 },
          "preprocessors": [
            { "type": "resize", "features": ["observation.images.front"], "height": 6, "width": 8, "interpolation": "area" },
            { "type": "to_float_tensor" },
            { "type": "normalize", "mode": "mean_std", "eps": 0, "artifact": "stats.safetensors" }
          ],
          "postprocessors": [ { "type": "denormalize", "mode": "mean_std", "eps": 0, "artifact": "stats.safetensors" } ],
          "robots": [ {
            "name": "main",
            "state": { "shape": [2], "dtype": "float32", "order": ["elbow", "gripper"] },
            "action": { "shape": [2], "dtype": "float32", "order": ["gripper", "elbow"] }
          } ],
          "cameras": [ { "name": "front", "shape": [3, 12, 16], "dtype": "uint8" } ],
          "x-robotpolicy": {
            "action": { "representation": "absolute", "dt": 0.05 },
            "executor": { "type": "receding_horizon", "execute": 2 },
            "task": "Test."
          }
        }
        """;

    public TestPolicyPackage()
    {
        Folder = Directory.CreateTempSubdirectory("robotpolicy-package-").FullName;
        Write("manifest.json", DefaultManifest);
        Write("stats.safetensors", Statistics().Build());
        Write("model.onnx", Graph().Build());
    }

    public string Folder { get; }

    /// <summary>A robot whose joints stand in another order than the policy's.</summary>
    public static RobotDescription Robot { get; } = new()
    {
        Name = "arm",
        Joints =
        [
            new JointDescription
            {
                Name = "gripper", Prismatic = true, MinPosition = 0, MaxPosition = 1, MaxVelocity = 1, MaxAcceleration = 1, MaxTrackingError = 1,
            },
            new JointDescription
            {
                Name = "elbow", MinPosition = -3, MaxPosition = 3, MaxVelocity = 1, MaxAcceleration = 1, MaxTrackingError = 1,
            },
        ],
        Cameras = [new CameraDescription { Name = "front", Topic = "/camera", Timeout = TimeSpan.FromSeconds(1) }],
    };

    public static SafetensorsBuilder Statistics() => new SafetensorsBuilder()
        .Floats("observation.state.mean", [1, 0.5f])
        .Floats("observation.state.std", [2, 0.25f])
        .Floats("action.mean", [0.25f, -1])
        .Floats("action.std", [0.125f, 0.5f])
        .Floats("observation.images.front.mean", [0.5f, 0.5f, 0.5f], 3, 1, 1)
        .Floats("observation.images.front.std", [0.25f, 0.25f, 0.25f], 3, 1, 1);

    public static OnnxModelBuilder Graph() => new OnnxModelBuilder()
        .Input("observation.images.front", 1, 3, Height, Width)
        .Input("observation.state", 1, 2)
        .Constant("steps", [0, 0, 1, 1, 2, 2, 3, 3], 1, Chunk, 2)
        .Node("ReduceMean", ["observation.images.front"], "brightness", OnnxModelBuilder.Attribute("axes", 1, 2, 3), OnnxModelBuilder.Attribute("keepdims", 0))
        .Node("Add", ["observation.state", "steps"], "moved")
        .Node("Add", ["moved", "brightness"], "action")
        .Output("action", 1, Chunk, 2);

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    public void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(Folder, name), bytes);

    /// <summary>Replaces a piece of the default manifest, which has to be in it.</summary>
    public void EditManifest(string oldText, string newText)
    {
        var path = Path.Combine(Folder, "manifest.json");
        var text = File.ReadAllText(path);
        Assert.Contains(oldText, text);
        File.WriteAllText(path, text.Replace(oldText, newText));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
