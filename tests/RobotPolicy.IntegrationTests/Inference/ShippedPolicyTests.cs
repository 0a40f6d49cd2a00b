using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Sampling.Noise;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>The packages that ship, against what their trainers computed for the same observations (parity.safetensors).</summary>
public sealed class ShippedPolicyTests : IDisposable
{
    private const ulong Seed = 0x5EED;
    private const int FirstInference = 7;
    private readonly ImagePreprocessor _images = new();

    public void Dispose() => _images.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Infer_SinglePass_GivesTheTrainersActions(bool otherJointOrder)
    {
        var package = new ShippedPackage("pick_place_act");
        var robot = ShippedPackage.Robot(otherJointOrder);
        using var policy = Load(package, robot);
        var chunk = new ActionChunk(policy.Spec.Horizon, robot.Joints.Count);

        Assert.Equal(PolicyStatus.Ok, policy.Infer(package.Observe(robot, policy.Spec.Cameras), chunk));

        AssertActions(package, robot, chunk, 0, 1e-4);
    }

    /// <summary>From pixels and a seed to joint targets: preprocessing, encoder, noise, every step of the loop, normalisation.</summary>
    [Theory]
    [InlineData("pick_place_diffusion", 1)]
    [InlineData("pick_place_flow", 2)]
    [InlineData("pick_place_streaming", 3)]
    public void Infer_Sampled_GivesTheTrainersActions(string name, int inferences)
    {
        var package = new ShippedPackage(name);
        var robot = ShippedPackage.Robot(otherJointOrder: true);
        using var policy = Load(package, robot);
        var prior = new ChunkPrior(policy.Spec.Horizon, robot.Joints.Count);
        var before = new ActionChunk(policy.Spec.Horizon, robot.Joints.Count);
        var chunk = new ActionChunk(policy.Spec.Horizon, robot.Joints.Count);
        Assert.Equal(inferences, package.Parity["raw.action"].Shape[0]);
        for (var inference = 0; inference < inferences; inference++)
        {
            AssertNoise(package, inference);
            prior.Clear();
            if (package.Parity.TryGetValue($"committed.{inference}", out var committed))
            {
                // The file's second observation is the first again, told that actions 4 to 7 of the first chunk are being executed.
                var rows = committed.Shape[0];
                prior.Continue(before, before.StartNs + (4 * before.IntervalNs), rows * before.IntervalNs);
                Assert.Equal(rows, prior.DelaySteps);
            }

            chunk.Id = FirstInference + inference;
            Assert.Equal(PolicyStatus.Ok, policy.Infer(package.Observe(robot, policy.Spec.Cameras, inference), prior, chunk));
            AssertActions(package, robot, chunk, inference, 1e-4);
            (before, chunk) = (chunk, before);
        }
    }

    private static void AssertNoise(ShippedPackage package, int inference)
    {
        var recorded = package.Parity[$"noise.{inference}"].ToDoubles();
        var drawn = new float[recorded.Length];
        var noise = new GaussianNoise(Seed);
        noise.Begin(FirstInference + inference);
        Assert.True(noise.TryFill(drawn, 1));
        for (var i = 0; i < drawn.Length; i++)
            Assert.Equal(recorded[i], drawn[i], 1e-6);
    }

    private static void AssertActions(ShippedPackage package, RobotDescription robot, ActionChunk chunk, int inference, double tolerance)
    {
        var joints = ShippedPackage.Joints;
        var expected = package.Parity["raw.action"].ToDoubles().AsSpan(inference * chunk.Horizon * joints.Length);
        Assert.True(expected.Length >= chunk.Horizon * joints.Length);
        var largest = 0.0;
        for (var step = 0; step < chunk.Horizon; step++)
            for (var joint = 0; joint < joints.Length; joint++)
            {
                var actual = chunk.Action(step)[robot.IndexOfJoint(joints[joint])];
                largest = Math.Max(largest, Math.Abs(actual - expected[(step * joints.Length) + joint]));
            }

        Assert.True(largest <= tolerance, $"inference {inference}: largest error {largest}");
    }

    private OnnxPolicy Load(ShippedPackage package, RobotDescription robot)
    {
        var result = PolicyLoader.Load(package.Folder, robot, _images, new PolicyLoaderOptions { NoiseSeed = Seed });
        Assert.Empty(result.Errors);
        return result.Policy!;
    }
}
