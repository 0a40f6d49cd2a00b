using RobotPolicy.Campaigns.Failures;
using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Cli.Commands.Replay;
using RobotPolicy.Control.Loop;
using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Datasets.Recordings;
using RobotPolicy.Data.Datasets.Videos;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Replay;
using RobotPolicy.Imaging;
using RobotPolicy.IntegrationTests.Loop;
using RobotPolicy.IntegrationTests.Virtual;

namespace RobotPolicy.IntegrationTests.Recording;

/// <summary>A run becomes a dataset, the dataset a recording again, and a policy runs on that.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-export-").FullName;
    private readonly ImagePreprocessor _images = new();
    private readonly SimulatorGym _gym = Gym.Start();

    public void Dispose()
    {
        _gym.Dispose();
        _images.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Run_EpisodeWithTakeover_FramesAreWhatTheTicksWereAndComeBackAsARecording()
    {
        var bag = VirtualRun.Record(_gym, _images, _folder, new VirtualEpisodeOptions
        {
            Operator = scene => new ExpertOperator(scene, new ExpertHabits { Watches = true, Patience = TimeSpan.FromSeconds(0.8), Reaction = TimeSpan.FromSeconds(0.2) }, VirtualRun.Profile.Robot.Cameras.Count),
        });
        var dataset = Path.Combine(_folder, "dataset");
        var export = new DatasetExport(
            dataset,
            new DatasetExportOptions { Template = new DatasetExportOptions().Template with { Codec = VideoCodec.H264, Sirius = true } },
            _ => throw new InvalidOperationException("The pictures are not compressed."));
        var (episodes, frames) = export.Run([(bag, null)]);
        Assert.Equal(1, episodes);
        Assert.Empty(export.LeftOut);

        var ticks = Ticks(bag).Where(tick => tick.Record.Source is CommandSource.Policy or CommandSource.Human).ToList();
        var humanShare = ticks.Count(tick => tick.Record.Source == CommandSource.Human) / (double)ticks.Count;
        Assert.InRange(humanShare, 0.1, 0.9);
        using var reader = DatasetReader.Open(dataset);
        var episode = Assert.Single(reader.Episodes);
        Assert.Equal((frames, EpisodeOutcome.Success), (episode.Length, episode.Outcome));
        Assert.Equal(30, reader.Info.Fps);
        Assert.InRange(frames / 30.0, (ticks.Count / 100.0) - 0.1, (ticks.Count / 100.0) + 0.1);

        var human = 0;
        foreach (var rows in reader.ReadFrames(episode))
            for (var row = 0; row < rows.Count; row++)
            {
                human += rows.Numbers("intervention", row)[0] > 0 ? 1 : 0;
                var state = rows.Numbers("observation.state", row);
                Assert.Contains(ticks, tick => tick.Record.Positions.Zip(state).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6));
            }

        Assert.InRange(human / (double)frames, humanShare - 0.02, humanShare + 0.02);

        var imported = Path.Combine(_folder, "imported.mcap");
        using (var writer = McapWriter.Create(imported, new McapWriteOptions { Profile = "ros2" }))
            DatasetImport.Write(reader, writer, DatasetImportOptions.For(reader.Info) with
            {
                CommandTopic = VirtualRun.Profile.Commands[0].Topic,
                Cameras = [.. DatasetImportOptions.For(reader.Info).Cameras.Zip(VirtualRun.Profile.Robot.Cameras, (camera, known) => camera with { Topic = known.Topic })],
            });
        using var policies = PackageFolders.Open(VirtualRun.Profile.Robot, [], Checkout.PolicyFolder);
        using var replayer = new Replayer(
            new ForeignStream(imported, VirtualRun.Profile, File.ReadAllText(Checkout.HardwareFile), 100), policies, new ReplayOptions { IsFree = true });
        var result = replayer.Run();
        Assert.Empty(result.Problems);
        Assert.Empty(result.InternalErrors);
        Assert.True(result.Comparison.TickCount > 100);
    }

    private static List<LoggedTick> Ticks(string bag)
    {
        using var log = new LogStream(bag, []);
        var ticks = new List<LoggedTick>();
        while (log.TryTakeTick(out var tick, 0))
            ticks.Add(tick);
        return ticks;
    }
}
