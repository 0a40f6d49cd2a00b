using RobotPolicy.Campaigns.Failures;
using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Imaging;
using RobotPolicy.IntegrationTests.Recording;
using RobotPolicy.IntegrationTests.Virtual;

namespace RobotPolicy.IntegrationTests.Logs;

/// <summary>A run of the shipped policy with takeovers by somebody who watches, recorded once for all tests that look back at it.</summary>
public sealed class LoggedRun : IDisposable
{
    public LoggedRun()
    {
        using var gym = Gym.Start();
        using var images = new ImagePreprocessor();
        Bag = VirtualRun.Record(gym, images, Folder, new VirtualEpisodeOptions
        {
            Latency = new InferenceLatency(TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(80), Seed: 5),
            Operator = scene => new ExpertOperator(
                scene, new ExpertHabits { Watches = true, Patience = TimeSpan.FromSeconds(0.8), Reaction = TimeSpan.FromSeconds(0.2) }, VirtualRun.Profile.Robot.Cameras.Count),
        });
    }

    /// <summary>Folder of recordings.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("robotpolicy-logged-").FullName;

    /// <summary>The recording.</summary>
    public string Bag { get; }

    /// <summary>Its name.</summary>
    public string Name => Path.GetFileName(Bag);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
