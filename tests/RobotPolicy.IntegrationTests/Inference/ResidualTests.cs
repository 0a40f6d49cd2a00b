using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Roles;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>Residuals at control rate: limited, never in the way.</summary>
public sealed class ResidualTests : IDisposable
{
    private readonly ImagePreprocessor _images = new();
    private readonly SlowTime _time = new();
    private readonly RolePolicyPackage _package;
    private readonly OnnxPolicy _policy;
    private readonly OnnxResidual _residual;
    private readonly double[] _positions = [0.3, 3.4];
    private readonly double[] _velocities = [0, 0];

    public ResidualTests()
    {
        const string extension =
            """
            , "graphs": { "residual": "residual.onnx" }, "residual": { "scale": 0.1, "limit": 0.05, "budget": 0.01 }
            """;
        _package = new RolePolicyPackage(extension, new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Node("Identity", ["observation.state"], "action")
            .Output("action", 1, 2));

        // residual = state − (√action)², which is no number for actions below 0.
        _package.Write("residual.onnx", new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Input("action", 1, 2)
            .Node("Sqrt", ["action"], "root")
            .Node("Mul", ["root", "root"], "a")
            .Node("Sub", ["observation.state", "a"], "residual")
            .Output("residual", 1, 2));
        var result = PolicyLoader.Load(_package.Folder, TestPolicyPackage.Robot, _images, new PolicyLoaderOptions { TimeProvider = _time });
        Assert.Empty(result.Errors);
        _policy = result.Policy!;
        _residual = _policy.Correction!;
    }

    public void Dispose()
    {
        _policy.Dispose();
        _package.Dispose();
        _images.Dispose();
    }

    [Fact]
    public void Correct_AddsTheScaledResidual_WithinItsLimit()
    {
        double[] target = [0.2, 0.4];

        Assert.True(_residual.Correct(0, _positions, _velocities, target));

        // 0.1·(0.3 − 0.2), and 0.1·(3 − 0.4) with the state clamped to 3, which the limit cuts to 0.05.
        Assert.Equal(0.21, target[0], 1e-6);
        Assert.Equal(0.45, target[1], 1e-6);
        Assert.Equal([0.05, 0.05], _residual.MaxResiduals, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal((1, 0, 0), (_residual.RunCount, _residual.LateCount, _residual.FaultCount));
        Assert.True(_residual.LastRunNs > 0);
    }

    [Fact]
    public void Correct_ResidualOfZero_ChangesNotOneBit()
    {
        double[] target = [0.25, 0.5];

        Assert.True(_residual.Correct(0, [0.25, 0.5], _velocities, target));

        Assert.Equal([0.25, 0.5], target);
    }

    [Fact]
    public void Correct_NoNumber_LeavesTheTarget_AndIsCounted()
    {
        double[] target = [-0.2, 0.4];

        Assert.False(_residual.Correct(0, _positions, _velocities, target));
        Assert.False(_residual.Correct(0, [double.NaN, 0], _velocities, target));

        Assert.Equal([-0.2, 0.4], target);
        Assert.Equal(2, _residual.FaultCount);
    }

    [Fact]
    public void Correct_Late_LeavesTheTarget_AndAfterFiveInARowIsLeftOutUntilTheNextEpoch()
    {
        double[] target = [0.2, 0.4];
        _time.Step = 11_000_000;
        for (var i = 0; i < 7; i++)
            Assert.False(_residual.Correct(0, _positions, _velocities, target));
        Assert.Equal([0.2, 0.4], target);
        Assert.Equal((5, 5), (_residual.RunCount, _residual.LateCount));
        Assert.True(_residual.IsSuspended);

        _time.Step = 1000;
        _residual.Reset(2);
        Assert.True(_residual.Correct(0, _positions, _velocities, target));
    }

    [Fact]
    public void Correct_SteadyState_AllocatesNothing_AndNothingAfterDispose()
    {
        double[] target = [0.2, 0.4];
        for (var i = 0; i < 10; i++)
            _residual.Correct(0, _positions, _velocities, target);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            _residual.Correct(0, _positions, _velocities, target);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        _policy.Dispose();
        Assert.False(_residual.Correct(0, _positions, _velocities, target));
    }

    /// <summary>Time that goes on with every look at it.</summary>
    private sealed class SlowTime : TimeProvider
    {
        private long _now;

        public long Step { get; set; } = 1000;

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => Interlocked.Add(ref _now, Step);
    }
}
