using RobotPolicy.Data.Datasets;

namespace RobotPolicy.IntegrationTests.Datasets;

/// <summary>Datasets that are cut off or changed: what is said names the file, and the process goes on.</summary>
public sealed class DamageTests : IDisposable
{
    private const int Rounds = 16;
    private const string Data = "data/chunk-000/file-000.parquet";
    private const string Episodes = "meta/episodes/chunk-000/file-000.parquet";
    private const string Tasks = "meta/tasks.parquet";
    private const string Statistics = "meta/stats.json";
    private const string Info = "meta/info.json";
    private const string Video = "videos/observation.images.wrist/chunk-000/file-000.mp4";

    private readonly DatasetFolder _folder = new();

    public DamageTests() => _folder.Write(DatasetFolder.Spec("wrist"), 6, 7);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Data)]
    [InlineData(Episodes)]
    [InlineData(Tasks)]
    [InlineData(Statistics)]
    [InlineData(Info)]
    [InlineData(Video)]
    public void CutOff_IsToldWithTheFilesName(string file)
    {
        var path = _folder.File(file);
        var bytes = File.ReadAllBytes(path);

        // Of an MP4 with its index in front the last byte is a picture's.
        foreach (var length in new[] { 0, 1, 7, bytes.Length / 3, bytes.Length / 2, bytes.Length - (file == Video ? 200 : 1) })
        {
            File.WriteAllBytes(path, bytes[..length]);

            Assert.Contains(Look(decode: file == Video), problem => problem.Contains(path, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(Data, 1)]
    [InlineData(Episodes, 2)]
    [InlineData(Tasks, 3)]
    [InlineData(Statistics, 4)]
    [InlineData(Info, 5)]
    [InlineData(Video, 6)]
    public void Flipped_DoesNotHarmTheProcess(string file, int seed)
    {
        var path = _folder.File(file);
        var bytes = File.ReadAllBytes(path);
        var random = new Random(seed);
        var told = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                damaged[i % 2 == 0 ? random.Next(damaged.Length) : Math.Max(0, damaged.Length - 1 - random.Next(Math.Min(damaged.Length, 600)))] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(path, damaged);

            told += Look(decode: file == Video).Count > 0 ? 1 : 0;
        }

        // Some bytes mean nothing to us: pictures, and what the tasks' file tells pandas.
        Assert.InRange(told, file is Video or Tasks ? 0 : Rounds / 4, Rounds);
    }

    [Theory]
    [InlineData(Data)]
    [InlineData(Episodes)]
    [InlineData(Tasks)]
    [InlineData(Statistics)]
    [InlineData(Info)]
    [InlineData(Video)]
    public void Missing_IsToldWithTheFilesName(string file)
    {
        File.Delete(_folder.File(file));

        Assert.Contains(Look(), problem => problem.Contains(file == Episodes ? _folder.File("meta/episodes") : _folder.File(file), StringComparison.Ordinal));
    }

    [Fact]
    public void AVideoThatNamesOtherFiles_IsNotFollowed()
    {
        var secret = Path.Combine(_folder.Root, "secret.mp4");
        File.Copy(_folder.File(Video), secret);
        File.WriteAllText(_folder.File(Video), $"ffconcat version 1.0\nfile '{secret}'\n");

        Assert.Contains(Look(), problem => problem.Contains(_folder.File(Video), StringComparison.Ordinal));
    }

    [Fact]
    public void WrongNumbers_AreTold()
    {
        // Another number of rows, and a picture too few for it.
        var path = _folder.File(Info);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"total_frames\": 13", "\"total_frames\": 14", StringComparison.Ordinal));

        Assert.Contains(Look(), problem => problem.Contains("total_frames is 14, but the episodes have 13", StringComparison.Ordinal));
    }

    [Fact]
    public void ForeignFiles_AndWrongStatistics_AreTold()
    {
        File.Copy(_folder.File(Data), _folder.File("data/chunk-000/file-001.parquet"));
        Assert.Contains(Look(), problem => problem.EndsWith("file-001.parquet: its episodes have 0 frames, but it has 13", StringComparison.Ordinal));

        File.Delete(_folder.File("data/chunk-000/file-001.parquet"));
        var path = _folder.File(Statistics);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"count\": [\n            13\n        ]", "\"count\": [\n            12\n        ]", StringComparison.Ordinal));
        Assert.Contains(Look(), problem => problem.EndsWith("index.count[0] is 12, the data give 13", StringComparison.Ordinal));
    }

    [Fact]
    public void PicturesAtOtherTimes_AreTold()
    {
        var path = _folder.File(Info);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"fps\": 30,", "\"fps\": 29,", StringComparison.Ordinal));

        var problems = Look();

        Assert.Contains(problems, problem => problem.Contains("frame 1 has no picture at 0.0345 s", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("timestamp of frame 1", StringComparison.Ordinal));
    }

    // Everything that a caller would do; an exception other than the dataset's fails the test.
    private IReadOnlyList<string> Look(bool decode = false)
    {
        var problems = DatasetValidator.Check(_folder.Path).ToList();
        if (!decode)
            return problems;
        try
        {
            using var reader = DatasetReader.Open(_folder.Path);
            foreach (var episode in reader.Episodes)
            {
                foreach (var video in reader.Info.Videos)
                {
                    using var pictures = reader.OpenPictures(episode, video.Key);
                    var rgb = new byte[pictures.ByteCount];
                    while (pictures.Read(rgb))
                    {
                    }
                }
            }
        }
        catch (DatasetException e)
        {
            problems.Add(e.Message);
        }

        return problems;
    }
}
