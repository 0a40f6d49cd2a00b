using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Datasets.Interop;

namespace RobotPolicy.IntegrationTests.Datasets;

/// <summary>A folder of a test's own, with small datasets of known content in it.</summary>
internal sealed class DatasetFolder : IDisposable
{
    public const int Side = 64;

    public static readonly string[] Tasks = ["pick the cube", "it's \"two\" tasks, ü"];

    public static readonly string[] Joints = ["shoulder_pan.pos", "gripper.pos"];

    public DatasetFolder()
    {
        Root = Directory.CreateTempSubdirectory("robotpolicy-datasets-").FullName;
        Path = System.IO.Path.Combine(Root, "dataset");
    }

    /// <summary>All of it.</summary>
    public string Root { get; }

    /// <summary>Where the dataset is.</summary>
    public string Path { get; }

    public static DatasetSpec Spec(params string[] cameras) => new()
    {
        Fps = 30,
        RobotType = "test",
        StateNames = Joints,
        ActionNames = Joints,
        Cameras = [.. cameras.Select(camera => DatasetCamera.Named(camera, Side, Side))],
    };

    /// <summary>Writes episodes of these lengths; the tasks take turns, and in frames 4 to 6 a human is in command.</summary>
    public static void Fill(DatasetWriter writer, DatasetSpec spec, params int[] lengths)
    {
        foreach (var (episode, length) in lengths.Index())
        {
            writer.BeginEpisode(Tasks[episode % Tasks.Length]);
            for (var frame = 0; frame < length; frame++)
                Add(writer, spec, episode, frame);
            writer.EndEpisode(episode % 2 == 0 ? EpisodeOutcome.Success : EpisodeOutcome.Failure);
        }
    }

    public static void Add(DatasetWriter writer, DatasetSpec spec, int episode, int frame)
    {
        var pictures = Enumerable.Range(0, spec.Cameras.Count).Select(camera => (ReadOnlyMemory<byte>)Picture(camera, episode, frame)).ToArray();
        writer.AddFrame(new DatasetFrame
        {
            State = State(episode, frame, spec.StateNames.Count),
            Action = State(episode, frame + 1, spec.StateNames.Count),
            Source = frame is >= 4 and < 7 ? FrameSource.Human : FrameSource.Robot,
            Pictures = pictures,
            FailureScore = spec.FailureScores && frame % 2 == 0 ? frame / 3f : null,
        });
    }

    public static float[] State(int episode, int frame, int width = 2) => [.. Enumerable.Range(0, width).Select(i => (float)Math.Sin((frame * 0.1) + i) + episode)];

    /// <summary>A smooth picture that shows which one it is.</summary>
    public static byte[] Picture(int camera, int episode, int frame)
    {
        var rgb = new byte[Side * Side * 3];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var (x, y) = (i / 3 % Side, i / 3 / Side);
            rgb[i] = (byte)(40 + (2 * x));
            rgb[i + 1] = (byte)(60 + y + (camera * 40));
            rgb[i + 2] = (byte)(20 + (frame * 9 % 200) + (episode * 10));
        }

        return rgb;
    }

    public DatasetSpec Write(DatasetSpec spec, params int[] lengths)
    {
        using var writer = DatasetWriter.Create(Path, spec);
        Fill(writer, spec, lengths);
        writer.Complete();
        return spec;
    }

    /// <summary>Rows of a query over the folder's files, each as texts; what the engine says of files, not our reader.</summary>
    public static List<string[]> Query(string folder, string sql)
    {
        using var session = new DuckdbSession(folder);
        using var rows = session.Query($"SELECT COLUMNS(*)::VARCHAR FROM ({sql})");
        List<string[]> found = [];
        while (rows.Read())
        {
            for (var row = 0; row < rows.Batch.RowCount; row++)
                found.Add([.. rows.Batch.Columns.Select(column => column.Text(row))]);
        }

        return found;
    }

    public string File(string relative) => System.IO.Path.Combine(Path, relative);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
