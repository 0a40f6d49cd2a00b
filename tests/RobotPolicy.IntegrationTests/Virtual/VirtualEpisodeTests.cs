using System.Runtime.InteropServices;
using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.IntegrationTests.Loop;

namespace RobotPolicy.IntegrationTests.Virtual;

/// <summary>The service's own loop and the shipped policy against the simulator in virtual time.</summary>
public sealed class VirtualEpisodeTests : IDisposable
{
    private const int Seed = 200_000;
    private const long TickNs = 10_000_000;

    private readonly RobotDescription _robot = Checkout.ReadRobot();
    private readonly ImagePreprocessor _images = new();
    private readonly OnnxPolicy _policy;
    private readonly SimulatorGym _gym = Gym.Start();

    public VirtualEpisodeTests()
    {
        var loaded = PolicyLoader.Load(Checkout.PolicyFolder, _robot, _images);
        Assert.Empty(loaded.Errors);
        _policy = loaded.Policy!;
    }

    public void Dispose()
    {
        _gym.Dispose();
        _policy.Dispose();
        _images.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Run_ShippedPolicy_SucceedsWithinLimitsAndWithoutAHold(int latency)
    {
        var episode = Run(InferenceLatency.Milliseconds(latency));

        Assert.True(episode.Success, $"{episode.Status}");
        Assert.InRange(episode.Seconds, 2, 10);
        Assert.Equal(0, episode.Status.HoldCount);
        Assert.All(episode.Ticks.SkipWhile(tick => !tick.IsPolicy), tick => Assert.True(tick.IsPolicy));
        AssertWithinLimits(episode.Ticks);
    }

    [Fact]
    public void Run_SameSeed_SameCommandsToTheLastBit()
    {
        var latency = new InferenceLatency(TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(80), Seed: 5);

        var first = Run(latency);
        var second = Run(latency);

        Assert.Equal(Bytes(first.Ticks), Bytes(second.Ticks));
        Assert.NotEqual(Bytes(first.Ticks), Bytes(Run(latency with { Seed = 6 }).Ticks));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(50, 5)]
    [InlineData(55, 6)]
    [InlineData(400, 40)]
    public void Run_InjectedLatency_IsTheAgeOfEveryAnswerInTicks(int milliseconds, int ticks)
    {
        var episode = Run(InferenceLatency.Milliseconds(milliseconds), seconds: 3);

        var ages = episode.Ticks.Where(tick => tick.AnswerAgeNs >= 0).Select(tick => tick.AnswerAgeNs).ToArray();
        Assert.InRange(ages.Length, 3, 30);
        Assert.All(ages, age => Assert.Equal(ticks * TickNs, age));
    }

    [Fact]
    public void Run_Jitter_StaysInItsRangeAndVaries()
    {
        var episode = Run(new InferenceLatency(TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(80), Seed: 5), seconds: 5);

        var ages = episode.Ticks.Where(tick => tick.AnswerAgeNs >= 0).Select(tick => tick.AnswerAgeNs).ToArray();
        Assert.All(ages, age => Assert.InRange(age, 6 * TickNs, 14 * TickNs));
        Assert.True(ages.Distinct().Count() > 2);
    }

    [Fact]
    public void Run_LatencyBeyondTheChunk_HoldsByNameAndStaysWithinLimits()
    {
        // A chunk lasts a second: its actions are over before the next chunk is there.
        var episode = Run(InferenceLatency.Milliseconds(700), seconds: 6);

        Assert.True(episode.Status.HoldCount > 0);
        Assert.Contains(episode.Ticks, tick => tick.Source == CommandSource.Hold && tick.Cause == StopCause.ChunkLate);
        AssertWithinLimits(episode.Ticks);
    }

    [Fact]
    public void Run_DelayedCameras_ActsOnOlderPictures()
    {
        var prompt = Run(InferenceLatency.Milliseconds(0), seconds: 2);
        var delayed = Run(InferenceLatency.Milliseconds(0), seconds: 2, cameras: new CameraOptions { Delay = TimeSpan.FromMilliseconds(60) });

        Assert.NotEqual(Bytes(prompt.Ticks), Bytes(delayed.Ticks));
        Assert.Equal(0, delayed.Status.HoldCount);
    }

    private VirtualEpisodeResult Run(InferenceLatency latency, double seconds = 15, CameraOptions? cameras = null) => VirtualEpisode.Run(
        _gym,
        _robot,
        _policy,
        _policy.Spec,
        new VirtualEpisodeOptions { Latency = latency, Cameras = cameras ?? new CameraOptions(), Timeout = TimeSpan.FromSeconds(seconds) },
        Seed);

    private static byte[] Bytes(IReadOnlyList<TracedTick> ticks) =>
        [.. ticks.SelectMany(tick => MemoryMarshal.AsBytes(tick.Command.AsSpan()).ToArray())];

    private void AssertWithinLimits(IReadOnlyList<TracedTick> ticks)
    {
        const double dt = TickNs / 1e9;
        var sent = ticks.SkipWhile(tick => tick.Source == CommandSource.None).ToArray();
        Assert.NotEmpty(sent);
        for (var k = 2; k < sent.Length; k++)
            for (var joint = 0; joint < _robot.Joints.Count; joint++)
            {
                double q0 = sent[k].Command[joint], q1 = sent[k - 1].Command[joint], q2 = sent[k - 2].Command[joint];
                Assert.InRange(q0, _robot.Joints[joint].MinPosition, _robot.Joints[joint].MaxPosition);
                Assert.InRange(Math.Abs(q0 - q1) / dt, 0, _robot.Joints[joint].MaxVelocity + 1e-9);
                Assert.InRange(Math.Abs(q0 - (2 * q1) + q2) / (dt * dt), 0, _robot.Joints[joint].MaxAcceleration + 1e-6);
            }
    }
}
