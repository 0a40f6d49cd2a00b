using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Datasets.Videos;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Datasets;

/// <summary>What was written is read again, numbers exactly and pictures nearly.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly DatasetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(VideoCodec.Av1)]
    [InlineData(VideoCodec.H264)]
    public void NumbersExactly_AndPicturesNearly(VideoCodec codec)
    {
        var spec = _folder.Write(DatasetFolder.Spec("front", "wrist") with { Codec = codec }, 11, 12);

        using var reader = DatasetReader.Open(_folder.Path);

        Assert.Equal((2, 23, 30), (reader.Info.TotalEpisodes, reader.Info.TotalFrames, reader.Info.Fps));
        Assert.Equal(DatasetFolder.Tasks, reader.Tasks);
        Assert.Equal([EpisodeOutcome.Success, EpisodeOutcome.Failure], reader.Episodes.Select(episode => episode.Outcome));
        foreach (var episode in reader.Episodes)
        {
            var frame = 0;
            foreach (var rows in reader.ReadFrames(episode))
            {
                for (var row = 0; row < rows.Count; row++, frame++)
                {
                    Assert.Equal(DatasetFolder.State((int)episode.Index, frame), rows.Singles("observation.state", row));
                    Assert.Equal(DatasetFolder.State((int)episode.Index, frame + 1), rows.Singles("action", row));
                    Assert.Equal([frame is >= 4 and < 7 ? 1 : 0], rows.Numbers("intervention", row));
                    Assert.Equal([(float)(frame / 30.0)], rows.Singles("timestamp", row).ToArray());
                    Assert.Equal([episode.Index], rows.Numbers("task_index", row));
                }
            }

            Assert.Equal(episode.Length, frame);
            foreach (var (camera, description) in spec.Cameras.Index())
                AssertPictures(reader, episode, camera, description.Key);
        }

        Assert.Empty(DatasetValidator.Check(_folder.Path));
    }

    [Theory]
    [InlineData(VideoCodec.Av1, "av1")]
    [InlineData(VideoCodec.H264, "h264")]
    public void Video_HasAConstantRate_AndAKeyFrameInTwo(VideoCodec codec, string name)
    {
        _folder.Write(DatasetFolder.Spec("wrist") with { Codec = codec, Fps = 7 }, 5, 6, 1);

        var video = _folder.File("videos/observation.images.wrist/chunk-000/file-000.mp4");

        Assert.Equal(
            [name, "yuv420p", "7/1", "7/1", "12"],
            Probe(video, "-select_streams", "v:0", "-count_packets", "-show_entries", "stream=codec_name,pix_fmt,r_frame_rate,avg_frame_rate,nb_read_packets", "-of", "default=nw=1:nk=1"));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => i * 512), Probe(video, "-show_entries", "packet=pts", "-of", "csv=p=0").Select(int.Parse));

        // Each episode begins with a picture of its own; within it, one in two stands alone.
        Assert.Equal("K_K_KK_K_K_K", string.Concat(Probe(video, "-show_entries", "packet=flags", "-of", "csv=p=0").Select(flags => flags[0])));
    }

    [Fact]
    public void TheirDataset_IsReadWhole_AndSound()
    {
        var folder = GoldenFolder.Find("lerobot_v3");
        using var reader = DatasetReader.Open(folder);

        var frames = reader.Episodes.Sum(episode => reader.ReadFrames(episode).Sum(rows => rows.Count));
        var last = reader.Episodes[^1];
        using var pictures = reader.OpenPictures(last, "observation.images.wrist");
        var rgb = new byte[pictures.ByteCount];
        var count = 0;
        while (pictures.Read(rgb))
            count++;

        Assert.Equal(1782, frames);
        Assert.Equal((640, 360, 162), (pictures.Width, pictures.Height, count));
        Assert.Empty(DatasetValidator.Check(folder));
    }

    [Fact]
    public void Labels_StandInTheirColumns()
    {
        _folder.Write(DatasetFolder.Spec() with { HilSerl = true, Sirius = true, FailureScores = true, PreInterventionSteps = 2 }, 10, 6);

        var rows = DatasetFolder.Query(_folder.Path, $"""
            SELECT frame_index, "complementary_info.is_intervention", "next.reward", "next.done", "sirius.class", round("sirius.weight", 5), failure_score
            FROM '{_folder.File("data/chunk-000/file-000.parquet")}' WHERE episode_index = 0 ORDER BY 1
            """);

        // 16 frames: 5 by a human, 4 before, 7 of the policy.
        Assert.Equal(["0", "0.0", "0.0", "false", "0", "1.13829", "0.0"], rows[0]);
        Assert.Equal(["2", "0.0", "0.0", "false", "-10", "0.008", "0.6666667"], rows[2]);
        Assert.Equal(["4", "1.0", "0.0", "false", "1", "1.6", "1.3333334"], rows[4]);
        Assert.Equal(["9", "0.0", "1.0", "true", "0", "1.13829", "nan"], rows[9].Select(text => text.TrimStart('-')));
        Assert.Empty(DatasetValidator.Check(_folder.Path));
    }

    [Fact]
    public void Rlif_TakesThePlaceOfTheTasksReward()
    {
        _folder.Write(DatasetFolder.Spec() with { Rlif = true }, 10);

        Assert.Equal(
            [["3", "-1.0"]],
            DatasetFolder.Query(_folder.Path, $"SELECT frame_index, \"next.reward\" FROM '{_folder.File("data/chunk-000/file-000.parquet")}' WHERE \"next.reward\" <> 0"));
    }

    [Fact]
    public void DataFiles_BeginAnew_AtTheirSize()
    {
        var spec = DatasetFolder.Spec() with { DataFileSizeMb = 1 };
        var random = new Random(3);
        using (var writer = DatasetWriter.Create(_folder.Path, spec))
        {
            for (var episode = 0; episode < 3; episode++)
            {
                writer.BeginEpisode("long");
                for (var frame = 0; frame < 20_000; frame++)
                {
                    var noise = (float)random.NextDouble();
                    writer.AddFrame(new DatasetFrame { State = [noise, frame], Action = [-noise, 1 / (noise + 1)], Source = FrameSource.Demo });
                }

                writer.EndEpisode(EpisodeOutcome.Unsure);
            }

            writer.Complete();
        }

        using var reader = DatasetReader.Open(_folder.Path);

        Assert.Equal(["file-000.parquet", "file-001.parquet", "file-002.parquet"], reader.Episodes.Select(episode => Path.GetFileName(episode.DataFile)));
        Assert.Empty(DatasetValidator.Check(_folder.Path));
    }

    private static void AssertPictures(DatasetReader reader, DatasetEpisode episode, int camera, string key)
    {
        using var pictures = reader.OpenPictures(episode, key);
        var rgb = new byte[pictures.ByteCount];
        for (var frame = 0; frame < episode.Length; frame++)
        {
            Assert.True(pictures.Read(rgb));
            Assert.InRange(SignalToNoise(DatasetFolder.Picture(camera, (int)episode.Index, frame), rgb), 30, double.PositiveInfinity);
        }

        Assert.False(pictures.Read(rgb));
    }

    // Peak signal-to-noise ratio, dB.
    private static double SignalToNoise(byte[] expected, byte[] actual) =>
        10 * Math.Log10(255.0 * 255.0 / expected.Zip(actual, (x, y) => (double)(x - y) * (x - y)).Average());

    private static string[] Probe(string file, params string[] arguments)
    {
        using var probe = new VideoProgram("ffprobe", ["-v", "error", .. arguments, file], file);
        using var output = new StreamReader(probe.Output);
        var lines = output.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        probe.Finish();
        return lines;
    }
}
