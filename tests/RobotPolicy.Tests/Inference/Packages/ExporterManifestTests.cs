using RobotPolicy.Control.Observations;
using RobotPolicy.Inference.Normalization;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.Packages;

/// <summary>Manifests as exporters write them, unchanged: components by type with flat parameters, or by class path.</summary>
public sealed class ExporterManifestTests : IDisposable
{
    private const string Hardware = """
        "hardware": {
          "robots": [
            {
              "name": "main",
              "type": "Koch v1.1",
              "state": { "shape": [2], "dtype": "float32", "order": ["shoulder_pan.pos", "gripper.pos"] },
              "action": { "shape": [2], "dtype": "float32", "order": ["shoulder_pan.pos", "gripper.pos"] }
            }
          ],
          "cameras": [{ "name": "top", "shape": [3, 480, 640], "dtype": "uint8" }]
        },
        "metadata": { "created_at": "2026-01-01T00:00:00Z", "created_by": "lerobot" }
        """;

    private readonly TestPolicyPackage _package = new();

    public ExporterManifestTests() => _package.Write("stats.safetensors", new SafetensorsBuilder()
        .Floats("observation.state/mean", [1, 2]).Floats("observation.state/std", [3, 4])
        .Floats("observation.state/min", [-1, 0]).Floats("observation.state/max", [1, 4])
        .Floats("observation.state/q01", [-2, 0]).Floats("observation.state/q99", [2, 8])
        .Floats("observation.images.top/mean", [0.485f, 0.456f, 0.406f], 3, 1, 1)
        .Floats("observation.images.top/std", [0.229f, 0.224f, 0.225f], 3, 1, 1)
        .Floats("action/mean", [5, 6]).Floats("action/std", [7, 8])
        .Floats("action/min", [-1, 0]).Floats("action/max", [1, 4])
        .Floats("action/q01", [-2, 0]).Floats("action/q99", [2, 8])
        .Build());

    public void Dispose() => _package.Dispose();

    [Fact]
    public void Load_ComponentsByType_AreUnderstood()
    {
        var package = Load($$"""
            {
              "format": "policy_package",
              "version": "1.0",
              "policy": {
                "name": "act",
                "source": { "repo_id": "lerobot/act_so101", "class_path": "lerobot.policies.act.modeling_act.ACTPolicy" }
              },
              "model": {
                "n_obs_steps": 1,
                "runner": { "type": "action_chunking", "chunk_size": 100, "n_action_steps": 50 },
                "artifacts": { "onnx": "model.onnx" },
                "preprocessors": [
                  { "type": "normalize", "mode": "mean_std", "artifact": "stats.safetensors",
                    "features": ["observation.state", "observation.images.top"] }
                ],
                "postprocessors": [
                  { "type": "denormalize", "mode": "mean_std", "artifact": "stats.safetensors", "features": ["action"] }
                ]
              },
              {{Hardware}}
            }
            """);

        Assert.Equal("act", package.Name);
        Assert.Equal((100, 50), (package.Manifest.ChunkSize, package.Manifest.ActionSteps));
        Assert.Equal(3 + 1e-8, package.StateNormalizer.Divisor[0], 1e-12);
        Assert.Equal([7.0, 8], package.ActionNormalizer.Gain);
        Assert.Equal("gripper", package.Manifest.RobotJoint("gripper.pos"));
        var camera = Assert.Single(package.Cameras);
        Assert.Equal(1f / 255f, camera.Plan.Scale);
        Assert.Equal(0.485f, camera.Mean[0]);
    }

    [Theory]
    [InlineData("min_max", 0.0, 2.0)]
    [InlineData("quantiles", 0.0, 4.0)]
    public void Load_SinglePassWithTrimmer_IsUnderstood(string mode, double offset, double secondGain)
    {
        var package = Load($$"""
            {
              "format": "policy_package",
              "version": "1.0",
              "policy": { "name": "act" },
              "model": {
                "runner": { "type": "single_pass" },
                "artifacts": { "model": "model.onnx" },
                "preprocessors": [
                  { "type": "to_float_tensor" },
                  { "type": "resize", "image_layout": "BCHW", "image_resolution": [224, 224], "mode": "stretch" },
                  { "type": "normalize", "mode": "{{mode}}", "artifact": "stats.safetensors", "features": ["observation.state"] }
                ],
                "postprocessors": [
                  { "type": "action_chunk_trimmer", "n_action_steps": 10 },
                  { "type": "denormalize", "mode": "{{mode}}", "artifact": "stats.safetensors", "features": ["action"] }
                ]
              },
              {{Hardware}}
            }
            """);

        Assert.Equal(10, package.Manifest.TrimTo);
        Assert.Equal(offset, package.ActionNormalizer.Offset[0]);
        Assert.Equal(secondGain, package.ActionNormalizer.Gain[1]);
        var spec = package.Cameras[0].ToSpec(224, 224, channelsLast: false);
        Assert.Equal((ResizeFilter.Bilinear, 1f / 255f), (spec.Filter, spec.Scale));
    }

    [Fact]
    public void Load_ComponentsByClassPathWithDefaultsWrittenOut_AreUnderstood()
    {
        // What a constructor's signature yields: parameters without a value are null, the unused spelling is empty.
        var package = Load($$"""
            {
              "format": "policy_package",
              "version": "1.0",
              "policy": { "name": "act", "source": { "class_path": "physicalai.policies.act.policy.ACT" } },
              "model": {
                "runner": {
                  "class_path": "physicalai.inference.runners.action_chunking.ActionChunking",
                  "init_args": {
                    "runner": { "type": "", "class_path": "physicalai.inference.runners.single_pass.SinglePass", "init_args": {} },
                    "chunk_size": 100
                  }
                },
                "artifacts": { "model": "model.onnx" },
                "preprocessors": [
                  {
                    "class_path": "physicalai.inference.preprocessors.stats_normalizer.StatsNormalizer",
                    "init_args": { "stats_path": "stats.safetensors", "mode": "mean_std", "features": ["observation.state"], "artifact": null }
                  },
                  { "type": "to_float_tensor", "class_path": "", "init_args": {} }
                ],
                "postprocessors": [
                  { "class_path": "physicalai.inference.postprocessors.ActionChunkTrimmer", "init_args": { "n_action_steps": 10 } },
                  {
                    "class_path": "physicalai.inference.postprocessors.StatsDenormalizer",
                    "init_args": { "mode": "mean_std", "features": ["action"], "stats_path": "stats.safetensors" }
                  }
                ],
                "input_features": [ { "ftype": "STATE", "name": "state", "shape": [2], "type": "InferenceFeature" } ],
                "output_features": [ { "ftype": "ACTION", "name": "action", "shape": [100, 2], "type": "InferenceFeature" } ]
              },
              {{Hardware}}
            }
            """);

        Assert.Equal((100, 10), (package.Manifest.ChunkSize, package.Manifest.TrimTo));
        Assert.Equal([5.0, 6], package.ActionNormalizer.Offset);
        Assert.Equal(1f / 255f, package.Cameras[0].Plan.Scale);
    }

    [Theory]
    [InlineData("""{ "class_path": "os.system", "init_args": { "command": "true" } }""", "class_path", "os.system")]
    [InlineData("""{ "type": "hf_tokenizer", "artifact": "tokenizer" }""", "type", "hf_tokenizer")]
    [InlineData("""{ "type": "smolvla_resize", "image_resolution": [512, 512], "image_layout": "BCHW" }""", "type", "smolvla_resize")]
    [InlineData("""{ "class_path": "physicalai.inference.preprocessors.Pi05Preprocessor", "init_args": {} }""", "class_path", "physicalai.inference.preprocessors.Pi05Preprocessor")]
    public void Load_UnknownComponent_IsAnErrorAndNothingElse(string component, string field, string name)
    {
        _package.Write("manifest.json", $$"""
            {
              "format": "policy_package",
              "version": "1.0",
              "policy": { "name": "act" },
              "model": {
                "runner": { "type": "single_pass" },
                "artifacts": { "model": "model.onnx" },
                "preprocessors": [ {{component}} ],
                "postprocessors": [ { "type": "denormalize", "artifact": "stats.safetensors" } ]
              },
              {{Hardware}}
            }
            """);
        var errors = new List<PackageError>();

        Assert.Null(PolicyPackage.Load(_package.Folder, errors));

        Assert.Equal(
            $"manifest.json: model.preprocessors[0].{field}: expected one of resize, center_crop, crop, jpeg_round_trip, to_uint8, to_float_tensor, normalize, actual '{name}'",
            Assert.Single(errors).ToString());
    }

    private PolicyPackage Load(string manifest)
    {
        _package.Write("manifest.json", manifest);
        var errors = new List<PackageError>();
        var package = PolicyPackage.Load(_package.Folder, errors);
        Assert.Empty(errors);
        return package!;
    }
}
