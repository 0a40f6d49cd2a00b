using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Data.Recording;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.IntegrationTests.Loop;

namespace RobotPolicy.IntegrationTests.Recording;

/// <summary>An episode of the shipped policy in virtual time, recorded as the service records a run.</summary>
internal static class VirtualRun
{
    private const int Seed = 200_000;

    public static HardwareProfile Profile { get; } = ReadProfile();

    /// <summary>Runs and records an episode that succeeds.</summary>
    /// <returns>The bag's folder.</returns>
    public static string Record(SimulatorGym gym, ImagePreprocessor images, string folder, VirtualEpisodeOptions options)
    {
        var loading = new PolicyLoaderOptions();
        var loaded = PolicyLoader.Load(Checkout.PolicyFolder, Profile.Robot, images, loading);
        Assert.Empty(loaded.Errors);
        using var policy = loaded.Policy!;
        var clock = new VirtualClock();
        using var recording = new VirtualRecording(folder, Profile, Checkout.HardwareFile, clock, options.Control.RateHz, Checkout.PolicyFolder);
        using var robot = new VirtualRosRobot(gym, Profile, clock, options.Cameras, recording.Wrap, recording.Recorder);
        recording.Start(policy, loading);
        var result = VirtualEpisode.Run(robot, policy, policy.Spec, options with { Recording = recording, Monitor = policy.Monitor }, Seed);
        Assert.True(result.Success, $"{result.Status}");
        Assert.Equal(RecordingState.Recording, recording.Recorder.Status.State);
        recording.Dispose();
        Assert.Equal(0, recording.Recorder.Status.DroppedCount);
        return recording.Bag;
    }

    private static HardwareProfile ReadProfile()
    {
        var errors = new List<string>();
        var profile = HardwareProfileLoader.Load(Checkout.HardwareFile, errors);
        Assert.Empty(errors);
        return profile!;
    }
}
