using RobotPolicy.Inference;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.Failure;

/// <summary>Files of a sampled policy with scores. Nothing opens its graphs, whose bytes are made up but for one with external data.</summary>
internal sealed class ScoredPackage : IDisposable
{
    public const string Failure =
        """
        "failure": {
          "embedding": "embedding",
          "scores": [
            { "type": "rnd_oe", "window": 3, "graph": "failure/rnd_oe.onnx" },
            { "type": "ace", "window": 5, "joints": ["elbow"] },
            { "type": "pca_kmeans", "parameters": "failure/clusters.safetensors" }
          ],
          "rule": "and",
          "threshold": "time_varying",
          "calibration": "failure/fitted.json",
          "budget": 0.010
        }
        """;

    private readonly TestPolicyPackage _package = new();

    public ScoredPackage()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "failure"));
        Write("encoder.onnx", [1, 2, 3]);
        Write("denoiser.onnx", [4, 5]);
        Write("failure/clusters.safetensors", [7]);
        Write("failure/weights.bin", [8, 9]);
        Write("failure/rnd_oe.onnx", new OnnxModelBuilder()
            .Input("embedding", 1, 2)
            .ExternalConstant("w", "weights.bin", 1)
            .Node("Add", ["embedding", "w"], "score")
            .Output("score", 1)
            .Build());
        _package.Write("manifest.json",
            """
            {
              "format": "policy_package", "version": "1.0",
              "policy": { "name": "scored", "kind": "action_chunking" },
              "artifacts": { },
              "preprocessors": [ { "type": "normalize", "mode": "mean_std", "eps": 0, "features": ["observation.state"], "artifact": "stats.safetensors" } ],
              "postprocessors": [ { "type": "denormalize", "mode": "mean_std", "eps": 0, "features": ["action"], "artifact": "stats.safetensors" } ],
              "robots": [ {
                "name": "main",
                "state": { "shape": [2], "dtype": "float32", "order": ["elbow", "gripper"] },
                "action": { "shape": [2], "dtype": "float32", "order": ["gripper", "elbow"] }
              } ],
              "cameras": [],
              "x-robotpolicy": {
                "action": { "representation": "absolute", "dt": 0.05 },
                "graphs": { "encoder": "encoder.onnx", "denoiser": "denoiser.onnx" },
                "sampler": { "type": "ddim", "num_train_timesteps": 100, "num_inference_steps": 10 },
                "candidates": { "count": 32, "choose": "first" },
                "executor": { "type": "receding_horizon", "execute": 2 },
                "task": "Test.",
                __FAILURE__
              }
            }
            """.Replace("__FAILURE__", Failure, StringComparison.Ordinal));
    }

    public string Folder => _package.Folder;

    public void Write(string name, byte[] bytes) => _package.Write(name, bytes);

    public byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public void EditManifest(string oldText, string newText) => _package.EditManifest(oldText, newText);

    public string Hash(PolicyLoaderOptions? options = null)
    {
        var errors = new List<PackageError>();
        var hash = PackageHash.Of(Folder, options ?? new PolicyLoaderOptions(), errors);
        Assert.Empty(errors);
        return hash!;
    }

    public void Dispose() => _package.Dispose();
}
