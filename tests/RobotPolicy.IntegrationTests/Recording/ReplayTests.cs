using RobotPolicy.Campaigns.Failures;
using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Cli.Commands.Replay;
using RobotPolicy.Cli.Commands.Rollouts;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Loop;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Recording;
using RobotPolicy.Data.Replay;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Packages;
using RobotPolicy.IntegrationTests.Loop;
using RobotPolicy.IntegrationTests.Virtual;

namespace RobotPolicy.IntegrationTests.Recording;

/// <summary>What was recorded is replayed through the live code, bit by bit.</summary>
public sealed class ReplayTests : IDisposable
{
    private static readonly HardwareProfile Profile = VirtualRun.Profile;

    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-replay-").FullName;
    private readonly ImagePreprocessor _images = new();
    private readonly SimulatorGym _gym = Gym.Start();

    public void Dispose()
    {
        _gym.Dispose();
        _images.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Run_EpisodeWithTakeovers_SameChunksAndCommandsBitByBit()
    {
        var bag = Record(new VirtualEpisodeOptions
        {
            Latency = new InferenceLatency(TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(80), Seed: 5),
            Cameras = new CameraOptions { Delay = TimeSpan.FromMilliseconds(25) },
            Operator = scene => new ExpertOperator(scene, new ExpertHabits { Watches = true, Patience = TimeSpan.FromSeconds(0.8), Reaction = TimeSpan.FromSeconds(0.2) }, Profile.Robot.Cameras.Count),
        });

        using var policies = PackageFolders.Open(Profile.Robot, []);
        var human = new HumanTicks();
        using var replayer = new Replayer(new LogStream(bag), policies, new ReplayOptions { Observer = human });
        var result = replayer.Run();

        Assert.True(human.Count > 50, $"{human.Count} ticks of the human");
        Assert.Empty(result.Problems);
        Assert.Empty(result.InternalErrors);
        Assert.Empty(result.Comparison.Differences);
        Assert.True(result.IsExact);
        Assert.True(result.Comparison.TickCount > 200);
        Assert.True(result.Comparison.InferenceCount > 5);
    }

    [Fact]
    public void Run_OtherLimits_TellsWhatWouldHaveBeenCommandedInstead()
    {
        var bag = Record(new VirtualEpisodeOptions());
        var slow = Profile with
        {
            Robot = Profile.Robot with { Joints = [.. Profile.Robot.Joints.Select(joint => joint with { MaxVelocity = joint.MaxVelocity / 10 })] },
        };
        using var policies = PackageFolders.Open(Profile.Robot, []);
        using var replayer = new Replayer(new LogStream(bag), policies, new ReplayOptions { IsFree = true, Profile = slow, Latency = TimeSpan.Zero });
        var result = replayer.Run();
        Assert.Empty(result.Problems);
        Assert.Empty(result.InternalErrors);
        Assert.True(result.Comparison.MaxCommandDifference > 0.05, $"{result.Comparison.MaxCommandDifference}");
    }

    [Fact]
    public void Run_PackageIsGone_SaysSoAndIsNotExact()
    {
        var bag = Record(new VirtualEpisodeOptions());
        using var policies = new NoPolicies();
        using var replayer = new Replayer(new LogStream(bag), policies);
        var result = replayer.Run();
        Assert.Contains("is not there", Assert.Single(result.Problems), StringComparison.Ordinal);
        Assert.False(result.IsExact);
    }

    [Fact]
    public void Extract_OfARecording_GivesTheCallsOfTheRunItself()
    {
        var bag = Record(new VirtualEpisodeOptions());
        using var policies = PackageFolders.Open(Profile.Robot, [], keepsCalls: true);
        var tap = new RolloutTap(policies, _folder);
        using var replayer = new Replayer(new LogStream(bag), policies, new ReplayOptions { Observer = tap });
        var result = replayer.Run();
        tap.Finish();
        Assert.True(result.IsExact);
        var errors = new List<PackageError>();
        var rollout = RolloutFile.Read(Assert.Single(tap.Written), errors);
        Assert.Empty(errors);
        Assert.Equal(RolloutOutcome.Success, rollout!.Info.Outcome);
        Assert.Equal(result.Comparison.InferenceCount, rollout.Count);
    }

    [Fact]
    public void Run_RecordingOfOthers_RunsAPolicyOnWhatTheRobotSaw()
    {
        // What another recorder would have kept of the same run: the robot's topics alone.
        var bag = Record(new VirtualEpisodeOptions());
        var foreign = Path.Combine(_folder, "foreign.mcap");
        using (var source = McapIndexedReader.Open(Directory.GetFiles(bag, "*.mcap").Single()))
        using (var target = File.Create(foreign))
            McapCopy.Copy([source], target, new McapQuery { Topics = [Profile.JointStates[0].Topic, Profile.Commands[0].Topic, .. Profile.Robot.Cameras.Select(camera => camera.Topic)] });

        using var policies = PackageFolders.Open(Profile.Robot, [], Checkout.PolicyFolder);
        var commands = new CommandSpread();
        using var replayer = new Replayer(
            new ForeignStream(foreign, Profile, File.ReadAllText(Checkout.HardwareFile), 100), policies, new ReplayOptions { IsFree = true, Latency = TimeSpan.Zero, Observer = commands });
        var result = replayer.Run();

        Assert.Empty(result.Problems);
        Assert.Empty(result.InternalErrors);
        Assert.True(commands.PolicyTicks > 200, $"{commands.PolicyTicks} ticks of the policy");

        // The same policy saw the same pictures a tick earlier or later: it wants nearly the same.
        Assert.InRange(commands.MeanDifference, 0, 0.05);
    }

    private string Record(VirtualEpisodeOptions options) => VirtualRun.Record(_gym, _images, _folder, options);

    /// <summary>How far the replayed commands are from the recorded ones while both move the arm.</summary>
    private sealed class CommandSpread : IReplayObserver
    {
        private double _sum;

        public int PolicyTicks { get; private set; }

        public double MeanDifference => _sum / Math.Max(1, PolicyTicks);

        public void OnTick(LoggedTick recorded, in TickRecord replayed)
        {
            if (replayed.Source != CommandSource.Policy || recorded.Record.Source == CommandSource.None)
                return;
            PolicyTicks++;
            for (var joint = 0; joint < replayed.Command.Length; joint++)
                _sum += Math.Abs(replayed.Command[joint] - recorded.Record.Command[joint]) / replayed.Command.Length;
        }
    }

    private sealed class HumanTicks : IReplayObserver
    {
        public int Count { get; private set; }

        public void OnTick(LoggedTick recorded, in TickRecord replayed) => Count += replayed.Source == CommandSource.Human ? 1 : 0;
    }

    private sealed class NoPolicies : IReplayPolicies, IDisposable
    {
        public ReplayPolicy? Load(string package, string loaded, out string problem)
        {
            problem = $"package '{package}' is not there";
            return null;
        }

        public void Dispose()
        {
        }
    }
}
