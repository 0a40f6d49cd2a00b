using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>A policy of two instants: action = mean over both of (normalised state · weight + normalised picture), weights 10 and 1.</summary>
public sealed class ObservationHistoryPolicyTests : IDisposable
{
    private readonly TestPolicyPackage _package = new();
    private readonly ImagePreprocessor _images = new();

    public ObservationHistoryPolicyTests()
    {
        _package.EditManifest("\"n_obs_steps\": 1", "\"n_obs_steps\": 2");
        _package.EditManifest("\"chunk_size\": 4, \"n_action_steps\": 2", "\"chunk_size\": 1");
        _package.EditManifest(", \"execute\": 2", "");
        _package.Write("model.onnx", Graph([1, 2, 3, 6, 8], [1, 2, 2]));
    }

    public void Dispose()
    {
        _images.Dispose();
        _package.Dispose();
    }

    [Fact]
    public void Infer_TwoInstants_GoInOldestFirst()
    {
        using var policy = Load().Policy!;
        var observation = new Observation(2, 1, 2);
        var chunk = new ActionChunk(1, 2);
        observation.PositionsAt(0)[1] = 3; // elbow: (3 − 1) / 2 = 1
        observation.PositionsAt(1)[1] = 5; // 2
        observation.PositionsAt(0)[0] = observation.PositionsAt(1)[0] = 0.5; // gripper: 0
        observation.SetImage(0, 0, Picture(255)); // (1 − 0.5) / 0.25 = 2
        observation.SetImage(1, 0, Picture(0)); // −2

        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));

        // Mean of 10 · 1 + 2 and 1 · 2 − 2, and of 2 and −2; the outputs are gripper, elbow.
        Assert.Equal((6 * 0.125) + 0.25, chunk.Actions[0], 1e-6);
        Assert.Equal(-1, chunk.Actions[1], 1e-6);
    }

    [Fact]
    public void Infer_PastPictureMissing_IsInvalidImage()
    {
        using var policy = Load().Policy!;
        var observation = new Observation(2, 1, 2);
        observation.SetImage(0, Picture(0));

        Assert.Equal(PolicyStatus.InvalidImage, policy.Infer(observation, new ActionChunk(1, 2)));
    }

    [Fact]
    public void Infer_SteadyState_AllocatesNothing()
    {
        using var policy = Load().Policy!;
        var observation = new Observation(2, 1, 2);
        var chunk = new ActionChunk(1, 2);
        observation.SetImage(0, 0, Picture(7));
        observation.SetImage(1, 0, Picture(9));
        for (var i = 0; i < 50; i++)
            policy.Infer(observation, chunk);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++)
            policy.Infer(observation, chunk);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Load_GraphOfOneInstant_IsReported()
    {
        _package.Write("model.onnx", TestPolicyPackage.Graph().Build());
        _package.EditManifest("\"chunk_size\": 1", "\"chunk_size\": 4");

        Assert.Equal(
            [
                "model.onnx: observation.state: expected shape [1, 2, 2] or [1, 4], as n_obs_steps is 2 and state.order has 2 names, actual [1, 2]",
                "model.onnx: observation.images.front: expected shape [1, 2, 3, height, width] or [1, 2, height, width, 3], actual [1, 3, 6, 8]",
            ],
            Load().Errors.Select(error => error.ToString()));
    }

    private static byte[] Graph(long[] image, long[] state) => new OnnxModelBuilder()
        .Input("observation.images.front", OnnxModelBuilder.Float32, image)
        .Input("observation.state", OnnxModelBuilder.Float32, state)
        .Constant("weights", [10, 1], 1, 2, 1)
        .Node("Mul", ["observation.state", "weights"], "weighted")
        .Node("ReduceMean", ["observation.images.front"], "brightness", OnnxModelBuilder.Attribute("axes", 2, 3), OnnxModelBuilder.Attribute("keepdims", 0))
        .Node("ReduceMean", ["brightness"], "grey", OnnxModelBuilder.Attribute("axes", 2, 2), OnnxModelBuilder.Attribute("keepdims", 1))
        .Node("Add", ["weighted", "grey"], "sum")
        .Node("ReduceMean", ["sum"], "action", OnnxModelBuilder.Attribute("axes", 1, 1), OnnxModelBuilder.Attribute("keepdims", 0))
        .Output("action", 1, 2)
        .Build();

    private static MemoryFrame Picture(byte level)
    {
        var pixels = new byte[24 * 6];
        Array.Fill(pixels, level);
        return new MemoryFrame(PixelFormat.Rgb8, 8, 6, 24, pixels);
    }

    private PolicyLoadResult Load() => PolicyLoader.Load(_package.Folder, TestPolicyPackage.Robot, _images);
}
