using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>Packages whose graph answers with a curve, as control points or as tokens.</summary>
public sealed class SplinePolicyTests : IDisposable
{
    private const string Curve = ", \"spline\": { \"degree\": 3, \"control_points\": 6, \"duration\": 0.5, \"gripper_joints\": [\"gripper\"]";
    private static readonly float[] Points = [0, 0, 0, 0.2f, 0, 0.5f, 1, 0.4f, 1, 0.9f, 1, 1];
    private readonly ImagePreprocessor _images = new();
    private readonly Observation _observation = new(2, 0);

    public void Dispose() => _images.Dispose();

    [Fact]
    public void Infer_ControlPoints_AreAChunkFromWhereTheRobotIs()
    {
        using var package = new RolePolicyPackage(Curve + " }", Graph("control_points", Points, 6, 2));
        using var policy = Load(package);
        Assert.Equal(11, policy.Spec.Horizon);
        _observation.Positions[0] = 0.6;
        var chunk = new ActionChunk(11, 2);

        Assert.Equal(PolicyStatus.Ok, policy.Infer(_observation, chunk));

        Assert.Equal(0.165375, chunk.Action(1)[1], 1e-6);
        Assert.Equal(0.45625, chunk.Action(5)[1], 1e-6);
        Assert.Equal(0.877375, chunk.Action(9)[1], 1e-6);
        Assert.Equal(0, chunk.Action(0)[0]);
        Assert.Equal(1, chunk.Action(10)[0]);

        // What the chunk in use says comes before where the robot is.
        var inUse = new ActionChunk(11, 2) { IntervalNs = policy.Spec.ActionIntervalNs };
        Array.Fill(inUse.Actions, -0.25);
        var prior = new ChunkPrior(11, 2);
        prior.Continue(inUse, 0, 0);
        _observation.Positions[1] = 0.5;
        policy.Infer(_observation, prior, chunk);
        Assert.Equal(-0.25, chunk.Action(0)[1], 1e-6);
        policy.Infer(_observation, chunk);
        Assert.Equal(0.5, chunk.Action(0)[1], 1e-6);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            policy.Infer(_observation, prior, chunk);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Infer_Tokens_AsNumbersAndAsIds(bool ids)
    {
        float[] tokens = [.. Points.Select(p => MathF.Round((p + 1) / 2 * 255))];
        using var package = new RolePolicyPackage(Curve + ", \"tokens\": 256, \"bounds\": \"bounds.safetensors\" }", Graph("tokens", tokens, 12, 0, ids));
        package.Write("bounds.safetensors", Bounds(12).Build());
        using var policy = Load(package);
        var chunk = new ActionChunk(11, 2);

        Assert.Equal(PolicyStatus.Ok, policy.Infer(_observation, chunk));

        Assert.Equal(0.45625, chunk.Action(5)[1], 1.0 / 255);
        Assert.Equal(1, chunk.Action(10)[1], 1e-6);
    }

    [Theory]
    [InlineData(", \"tokens\": 256 }", "manifest.json: x-robotpolicy.spline.bounds: expected a string, actual nothing")]
    [InlineData(", \"tokens\": 256, \"bounds\": \"bounds.safetensors\" }", "bounds.safetensors: control_points.min: expected 12 finite values, control points first, actual 3")]
    [InlineData(", \"output\": \"curve\" }", "model.onnx: curve: expected an output of that name, actual control_points")]
    [InlineData(", \"knots\": 4 }", "manifest.json: x-robotpolicy.spline.knots: expected one of the keys")]
    public void Load_SplineThatDoesNotFit_IsRefused(string rest, string expected)
    {
        using var package = new RolePolicyPackage(Curve + rest, Graph("control_points", Points, 6, 2));
        package.Write("bounds.safetensors", Bounds(3).Build());

        Assert.Contains(
            PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors,
            e => e.ToString().StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_TokensOutOfRange_FailTheWarmUp()
    {
        using var package = new RolePolicyPackage(
            Curve + ", \"tokens\": 16, \"bounds\": \"bounds.safetensors\" }", Graph("tokens", [.. Enumerable.Repeat(16f, 12)], 12, 0));
        package.Write("bounds.safetensors", Bounds(12).Build());

        Assert.Contains(
            "NonFiniteOutput: A token is not from 0 to 15",
            Assert.Single(PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors).ToString());
    }

    private static SafetensorsBuilder Bounds(int count) => new SafetensorsBuilder()
        .Floats("control_points.min", [.. Enumerable.Repeat(-1f, count)])
        .Floats("control_points.max", [.. Enumerable.Repeat(1f, count)]);

    /// <summary>Answers with numbers of its own, whatever it sees.</summary>
    private static OnnxModelBuilder Graph(string output, float[] values, int first, int second, bool ids = false)
    {
        long[] shape = second > 0 ? [1, first, second] : [1, first];
        var type = ids ? OnnxModelBuilder.Int64 : OnnxModelBuilder.Float32;
        return new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Constant("values", values, shape)
            .Constant("zero", [0], 1)
            .Node("Mul", ["observation.state", "zero"], "nothing")
            .Node("ReduceSum", ["nothing"], "none", OnnxModelBuilder.Attribute("keepdims", 0))
            .Node("Add", ["values", "none"], "sum")
            .Node("Cast", ["sum"], output, OnnxModelBuilder.Attribute("to", type))
            .Output(output, type, shape);
    }

    private OnnxPolicy Load(RolePolicyPackage package)
    {
        var result = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images);
        Assert.Empty(result.Errors);
        return result.Policy!;
    }
}
