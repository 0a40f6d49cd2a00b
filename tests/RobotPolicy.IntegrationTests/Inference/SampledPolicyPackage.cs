using System.Text.Json;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>
/// A package with encoder and denoiser, exported from the weights of a file in <c>tests/golden/sampled_policy</c>. The networks
/// are those of <c>make_sampled_policy.py</c>; there is no camera.
/// </summary>
internal sealed class SampledPolicyPackage : IDisposable
{
    /// <summary>Opset of Unsqueeze with its axes as an attribute.</summary>
    private const int Opset = 12;
    private const string SamplerMark = "__SAMPLER__";
    private readonly TestPolicyPackage _package = new();

    public SampledPolicyPackage(string name)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Goldens, name + ".json")));
        Golden = golden.RootElement.Clone();
        PerPosition = Golden.GetProperty("per_position").GetBoolean();
        _package.Write("encoder.onnx", Encoder().Build(Opset));
        _package.Write("denoiser.onnx", Denoiser().Build(Opset));
        _package.Write("manifest.json", Manifest(Golden.GetProperty("sampler").GetRawText()));
    }

    public static string Goldens { get; } = GoldenFolder.Find("sampled_policy");

    public JsonElement Golden { get; }

    public bool PerPosition { get; }

    public string Folder => _package.Folder;

    public void Write(string name, byte[] bytes) => _package.Write(name, bytes);

    public void EditManifest(string oldText, string newText) => _package.EditManifest(oldText, newText);

    public void Dispose() => _package.Dispose();

    public OnnxModelBuilder Encoder() => new OnnxModelBuilder()
        .Input("observation.state", 1, 2)
        .Constant("We", Weights("encoder", out var rows, out var columns), 1, rows, columns)
        .Constant("share", [0.25f], 1)
        .Node("MatMul", ["observation.state", "We"], "pre")
        .Node("Tanh", ["pre"], "condition")
        .Node("Mul", ["condition", "share"], "condition.unconditioned")
        .Output("condition", 1, 1, columns)
        .Output("condition.unconditioned", 1, 1, columns);

    /// <param name="end">Operator that makes the prediction from what the network answers.</param>
    public OnnxModelBuilder Denoiser(string end = "Identity")
    {
        var builder = new OnnxModelBuilder()
            .Input("sample", -1, 8, 2)
            .Input("timestep", PerPosition ? [-1, 8] : [-1])
            .Input("condition", -1, 1, 5);
        Add("mix");
        Add("from_sample");
        Add("from_condition");
        Add("out");
        builder.Constant("from_time", Weights("from_time", out _, out var hidden), 1, 1, hidden);
        return builder
            .Node("MatMul", ["mix", "sample"], "mixed")
            .Node("MatMul", ["mixed", "from_sample"], "a")
            .Node("MatMul", ["condition", "from_condition"], "b")
            .Node("Unsqueeze", ["timestep"], "t", PerPosition ? OnnxModelBuilder.Attribute("axes", [2L]) : OnnxModelBuilder.Attribute("axes", 1, 2))
            .Node("Mul", ["t", "from_time"], "c")
            .Node("Add", ["a", "b"], "ab")
            .Node("Add", ["ab", "c"], "abc")
            .Node("Tanh", ["abc"], "h")
            .Node("MatMul", ["h", "out"], "answer")
            .Node(end, ["answer"], "prediction")
            .Output("prediction", -1, 8, 2);

        void Add(string name) => builder.Constant(name, Weights(name, out var rows, out var columns), rows, columns);
    }

    private float[] Weights(string name, out int rows, out int columns)
    {
        var matrix = Golden.GetProperty(name);
        rows = matrix.GetArrayLength();
        columns = matrix[0].GetArrayLength();
        return [.. matrix.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(v => v.GetSingle())];
    }

    private static string Manifest(string sampler) =>
        """
        {
          "format": "policy_package",
          "version": "1.0",
          "policy": { "name": "sampled", "kind": "action_chunking" },
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
            "sampler": __SAMPLER__
          }
        }
        """.Replace(SamplerMark, sampler);
}
