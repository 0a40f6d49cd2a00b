using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

public sealed class PolicyLoaderTests : IDisposable
{
    private readonly TestPolicyPackage _package = new();
    private readonly ImagePreprocessor _images = new();

    public void Dispose()
    {
        _images.Dispose();
        _package.Dispose();
    }

    [Theory]
    [InlineData("random")]
    [InlineData("truncated")]
    public void Load_CorruptGraph_IsOneError(string how)
    {
        var sound = TestPolicyPackage.Graph().Build();
        var random = new Random(3);
        var bytes = how == "random" ? new byte[500] : sound[..(sound.Length / 2)];
        if (how == "random")
            random.NextBytes(bytes);
        _package.Write("model.onnx", bytes);

        Assert.Equal("model.onnx: graph: expected an ONNX model, actual bytes that are not one, or only a part of one", Assert.Single(Errors()));
    }

    [Fact]
    public void Load_TruncatedAnywhere_NeverThrows()
    {
        var sound = TestPolicyPackage.Graph().Build();
        for (var length = 1; length < sound.Length; length += 7)
        {
            _package.Write("model.onnx", sound[..length]);
            Assert.NotEmpty(Errors());
        }
    }

    [Fact]
    public void Load_DamagedGraphs_NeverThrow()
    {
        var random = new Random(77);
        var sound = TestPolicyPackage.Graph().Build();
        for (var round = 0; round < 150; round++)
        {
            var damaged = (byte[])sound.Clone();
            for (var i = random.Next(1, 5); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            _package.Write("model.onnx", damaged);
            var result = Load();
            Assert.Equal(result.Policy is null, result.Errors.Count > 0);
            result.Policy?.Dispose();
        }
    }

    [Fact]
    public void Load_UnknownOperator_IsNamed()
    {
        _package.Write("model.onnx", new OnnxModelBuilder()
            .Input("observation.state", 1, 2).Output("action", 1, 4, 2).Node("FooBar", ["observation.state"], "action").Build());

        var error = Assert.Single(Errors());

        Assert.StartsWith("model.onnx: graph: expected operators that ONNX Runtime knows, actual ", error);
        Assert.Contains("FooBar", error);
    }

    [Fact]
    public void Load_ExternalDataOutsideTheFolder_IsRefused()
    {
        _package.Write("model.onnx", new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .ExternalConstant("weights", "../../../../etc/passwd", 1, 2)
            .Node("Add", ["observation.state", "weights"], "action")
            .Output("action", 1, 2)
            .Build());

        Assert.StartsWith("model.onnx: graph: expected external data inside the package folder, actual ", Assert.Single(Errors()));
    }

    [Theory]
    [InlineData(99, 8)]
    [InlineData(17, 99)]
    public void Load_TooNewGraph_IsRefused(int opset, int ir)
    {
        _package.Write("model.onnx", TestPolicyPackage.Graph().Build(opset, ir));

        Assert.StartsWith(
            "model.onnx: graph: expected an ONNX version that this ONNX Runtime supports, actual ", Assert.Single(Errors()));
    }

    [Fact]
    public void Load_GraphOfOtherShapes_ReportsEachOne()
    {
        _package.Write("model.onnx", new OnnxModelBuilder()
            .Input("observation.images.front", 1, 3, 10, 10)
            .Input("observation.state", 1, 3)
            .Input("goal", 1, 2)
            .Constant("actions", new float[4 * 3], 1, 4, 3)
            .Node("Identity", ["actions"], "action")
            .Output("action", 1, 4, 3)
            .Build());

        Assert.Equal(
            [
                "model.onnx: observation.state: expected shape [1, 2], as state.order has 2 names, actual [1, 3]",
                "model.onnx: observation.images.front: expected height 6 and width 8, as resize says, actual [1, 3, 10, 10]",
                "model.onnx: goal: expected inputs only for observation.state, the cameras and the goals of the manifest, actual an input that nothing feeds",
                "model.onnx: action: expected shape [1, chunk, 2] or [1, 2], as action.order has 2 names, actual [1, 4, 3]",
            ],
            Errors());
    }

    [Fact]
    public void Load_MissingInputAndOutput_AreReported()
    {
        _package.Write("model.onnx", new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Node("Identity", ["observation.state"], "a").Node("Identity", ["observation.state"], "b")
            .Output("a", 1, 2).Output("b", 1, 2)
            .Build());

        Assert.Equal(
            [
                "model.onnx: observation.images.front: expected an input of that name, actual observation.state",
                "model.onnx: action: expected an output of that name, actual a, b",
            ],
            Errors());
    }

    [Fact]
    public void Load_OtherElementType_IsReported()
    {
        _package.Write("model.onnx", new OnnxModelBuilder()
            .Input("observation.images.front", 1, 3, 6, 8)
            .Input("observation.state", OnnxModelBuilder.Float64, [1, 2])
            .Node("Identity", ["observation.state"], "action")
            .Output("action", OnnxModelBuilder.Float64, [1, 2])
            .Build());

        Assert.Equal(
            [
                "model.onnx: observation.state: expected a float32 or float16 tensor, actual float64",
                "model.onnx: action: expected a float32 or float16 tensor, actual float64",
            ],
            Errors());
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(2, 2)]
    public void Load_BatchDimension_OpenIsOneAndAnythingElseIsRefused(long batch, int errors)
    {
        _package.Write("model.onnx", new OnnxModelBuilder()
            .Input("observation.images.front", 1, 3, 6, 8)
            .Input("observation.state", batch, 2)
            .Node("Identity", ["observation.state"], "action")
            .Output("action", batch, 2)
            .Build());
        _package.EditManifest("\"chunk_size\": 4, \"n_action_steps\": 2", "\"chunk_size\": 1");
        _package.EditManifest(", \"execute\": 2", "");

        Assert.Equal(errors, Errors().Count);
    }

    [Fact]
    public void Load_ChunkOfOtherLength_IsReported()
    {
        _package.EditManifest("\"chunk_size\": 4", "\"chunk_size\": 20");

        Assert.Equal("model.onnx: action: expected a chunk of 20 actions, as chunk_size says, actual [1, 4, 2]", Assert.Single(Errors()));
    }

    [Fact]
    public void Load_MoreStepsThanTheChunkHas_IsReported()
    {
        _package.EditManifest("\"execute\": 2", "\"execute\": 5");

        Assert.Equal("manifest.json: x-robotpolicy.executor.execute: expected at most 4, the actions in a chunk, actual 5", Assert.Single(Errors()));
    }

    [Fact]
    public void Load_TrimmedChunk_IsShorter()
    {
        _package.EditManifest("\"postprocessors\": [", "\"postprocessors\": [ { \"type\": \"action_chunk_trimmer\", \"n_action_steps\": 3 },");
        using var policy = Load().Policy!;

        Assert.Equal(3, policy.Spec.Horizon);
    }

    [Fact]
    public void Load_NoActionInterval_NeedsTheOption()
    {
        _package.EditManifest(", \"dt\": 0.05", "");
        Assert.Equal(
            "manifest.json: x-robotpolicy.action.dt: expected seconds from one action to the next, from 0.001 to 1, here or as an option, actual nothing",
            Assert.Single(Errors()));

        using var policy = PolicyLoader.Load(
            _package.Folder, TestPolicyPackage.Robot, _images, new PolicyLoaderOptions { ActionInterval = TimeSpan.FromMilliseconds(20) }).Policy!;
        Assert.Equal(20_000_000, policy.Spec.ActionIntervalNs);
    }

    [Fact]
    public void Load_AnotherRobot_IsReportedTogetherWithTheRest()
    {
        _package.EditManifest("\"dt\": 0.05", "\"dt\": 50");
        var robot = TestPolicyPackage.Robot with { Cameras = [] };

        Assert.Equal(
            [
                "manifest.json: x-robotpolicy.action.dt: expected a number from 0.001 to 1, actual 50",
                "manifest.json: cameras[0].name: expected a camera of robot 'arm': none, actual 'front'",
            ],
            PolicyLoader.Load(_package.Folder, robot, _images).Errors.Select(e => e.ToString()));
    }

    [Fact]
    public void Load_OneCamera_MayBeCalledImages()
    {
        _package.Write("model.onnx", new OnnxModelBuilder()
            .Input("images", 1, 3, 6, 8)
            .Input("state", 1, 2)
            .Node("Identity", ["state"], "actions")
            .Output("actions", 1, 2)
            .Build());
        _package.EditManifest("\"chunk_size\": 4, \"n_action_steps\": 2", "\"chunk_size\": 1");
        _package.EditManifest(", \"execute\": 2", "");

        Assert.Empty(Errors());
    }

    [Fact]
    public void Load_WithoutResize_PictureMustHaveTheGraphsSize()
    {
        _package.EditManifest("{ \"type\": \"resize\", \"features\": [\"observation.images.front\"], \"height\": 6, \"width\": 8, \"interpolation\": \"area\" },", "");
        using var policy = Load().Policy!;
        var observation = new Observation(2, 1);
        var chunk = new ActionChunk(4, 2);

        observation.SetImage(0, new MemoryFrame(PixelFormat.Rgb8, 8, 6, 24, new byte[24 * 6]));
        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));
        observation.SetImage(0, new MemoryFrame(PixelFormat.Rgb8, 16, 12, 48, new byte[48 * 12]));
        Assert.Equal(PolicyStatus.InvalidImage, policy.Infer(observation, chunk));
    }

    private PolicyLoadResult Load() => PolicyLoader.Load(_package.Folder, TestPolicyPackage.Robot, _images);

    private IReadOnlyList<string> Errors()
    {
        var result = Load();
        result.Policy?.Dispose();
        Assert.Equal(result.Policy is null, result.Errors.Count > 0);
        return [.. result.Errors.Select(e => e.ToString())];
    }
}
