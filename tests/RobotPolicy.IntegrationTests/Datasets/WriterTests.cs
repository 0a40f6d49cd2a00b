using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Datasets.Interop;

namespace RobotPolicy.IntegrationTests.Datasets;

/// <summary>When a dataset appears, when it does not, and what is added to one.</summary>
public sealed class WriterTests : IDisposable
{
    private readonly DatasetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void BeforeCompletion_ThereIsNoDataset_AndAfterDisposalNothing()
    {
        var spec = DatasetFolder.Spec("wrist");
        using (var writer = DatasetWriter.Create(_folder.Path, spec))
        {
            DatasetFolder.Fill(writer, spec, 3);
            writer.BeginEpisode("broken off");
            DatasetFolder.Add(writer, spec, 1, 0);

            Assert.False(Directory.Exists(_folder.Path));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Discarded_LeavesNoTrace()
    {
        var spec = DatasetFolder.Spec("wrist") with { HilSerl = true };
        using (var writer = DatasetWriter.Create(_folder.Path, spec))
        {
            DatasetFolder.Fill(writer, spec, 5);
            writer.BeginEpisode("never mind");
            DatasetFolder.Add(writer, spec, 8, 0);
            writer.DiscardEpisode();
            DatasetFolder.Fill(writer, spec, 6);
            writer.Complete();
        }

        using var reader = DatasetReader.Open(_folder.Path);

        Assert.Equal([5L, 6L], reader.Episodes.Select(episode => episode.Length));
        Assert.Equal([DatasetFolder.Tasks[0]], reader.Tasks);
        Assert.Empty(DatasetValidator.Check(_folder.Path));
    }

    [Fact]
    public void ADataset_IsNotWrittenOver_UnlessEpisodesAreToBeAdded()
    {
        var spec = _folder.Write(DatasetFolder.Spec("wrist"), 5, 4);

        Assert.Contains("exists already", Assert.Throws<DatasetException>(() => DatasetWriter.Create(_folder.Path, spec)).Message);
        using (var writer = DatasetWriter.Create(_folder.Path, spec, append: true))
        {
            writer.BeginEpisode("a third task");
            for (var frame = 0; frame < 7; frame++)
                DatasetFolder.Add(writer, spec, 2, frame);
            writer.EndEpisode(EpisodeOutcome.Unsure);
            writer.Complete();
        }

        using var reader = DatasetReader.Open(_folder.Path);

        Assert.Equal([5L, 4L, 7L], reader.Episodes.Select(episode => episode.Length));
        Assert.Equal([.. DatasetFolder.Tasks, "a third task"], reader.Tasks);
        Assert.Equal([EpisodeOutcome.Success, EpisodeOutcome.Failure, EpisodeOutcome.Unsure], reader.Episodes.Select(episode => episode.Outcome));
        Assert.Empty(DatasetValidator.Check(_folder.Path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void AnotherDataset_IsNotAddedTo_AndAllDifferencesAreTold()
    {
        var spec = _folder.Write(DatasetFolder.Spec(), 3);

        var problems = Assert.Throws<DatasetException>(() => DatasetWriter.Create(_folder.Path, spec with { Fps = 10, RobotType = "other", FailureScores = true }, append: true)).Problems;

        Assert.Equal(
            ["it has 30 frames a second, the new episodes have 10", "it is of a robot of type test, the new episodes are of other", "it has no feature failure_score"], problems);
    }

    [Fact]
    public void TwoWriters_DoNotShareAFolder_AndWhatACrashLeftIsCleared()
    {
        var left = Path.Combine(_folder.Path + ".partial", "dataset", "meta");
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "info.json"), "{}");
        var spec = DatasetFolder.Spec();

        using var writer = DatasetWriter.Create(_folder.Path, spec);

        Assert.Contains("another writer", Assert.Throws<DatasetException>(() => DatasetWriter.Create(_folder.Path, spec)).Message);
        DatasetFolder.Fill(writer, spec, 2);
        writer.Complete();
        Assert.Empty(DatasetValidator.Check(_folder.Path));
    }

    [Fact]
    public void Frames_OfAnotherShape_AreRefused_AndNothingIsAdded()
    {
        var spec = DatasetFolder.Spec("wrist");
        using var writer = DatasetWriter.Create(_folder.Path, spec);
        Assert.Throws<InvalidOperationException>(() => DatasetFolder.Add(writer, spec, 0, 0));
        writer.BeginEpisode("x");
        ReadOnlyMemory<byte>[] good = [DatasetFolder.Picture(0, 0, 0)];

        Assert.Throws<ArgumentException>(() => writer.AddFrame(new DatasetFrame { State = [1], Action = [1, 2], Source = FrameSource.Robot, Pictures = good }));
        Assert.Throws<ArgumentException>(() => writer.AddFrame(new DatasetFrame { State = [1, 2], Action = [1, float.NaN], Source = FrameSource.Robot, Pictures = good }));
        Assert.Throws<ArgumentException>(() => writer.AddFrame(new DatasetFrame { State = [1, 2], Action = [1, 2], Source = FrameSource.Robot }));
        Assert.Throws<ArgumentException>(() => writer.AddFrame(new DatasetFrame { State = [1, 2], Action = [1, 2], Source = FrameSource.Robot, Pictures = new ReadOnlyMemory<byte>[] { new byte[5] } }));
        Assert.Throws<ArgumentException>(() => writer.AddFrame(new DatasetFrame { State = [1, 2], Action = [1, 2], Source = FrameSource.Robot, Pictures = good, FailureScore = 1 }));
        Assert.Equal(0, writer.FrameCount);
        Assert.Throws<InvalidOperationException>(() => writer.EndEpisode(EpisodeOutcome.Success));
        Assert.Throws<InvalidOperationException>(writer.Complete);
    }

    [Theory]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("SELECT * FROM read_parquet('https://example.com/x.parquet')")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    [InlineData("COPY (SELECT 1) TO '/tmp/robotpolicy-escape.parquet' (FORMAT parquet)")]
    [InlineData("LOAD httpfs")]
    [InlineData("INSTALL httpfs")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET allowed_directories = ['/']")]
    [InlineData("ATTACH '/tmp/robotpolicy-escape.db'")]
    public void Engine_ReachesOneFolder_AndNothingElse(string sql)
    {
        using var session = new DuckdbSession(_folder.Root);

        Assert.Throws<DuckdbException>(() => session.Execute(sql));
        Assert.False(File.Exists("/tmp/robotpolicy-escape.parquet") || File.Exists("/tmp/robotpolicy-escape.db"));
    }

    [Fact]
    public void Engine_DoesNotLeaveItsFolderByDots()
    {
        using var session = new DuckdbSession(_folder.Root);

        Assert.Throws<DuckdbException>(() => session.Execute($"SELECT * FROM read_text('{_folder.Root}/../../etc/hostname')"));
    }
}
