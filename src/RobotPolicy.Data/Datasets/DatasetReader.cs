using System.Globalization;
using RobotPolicy.Data.Datasets.Format;
using RobotPolicy.Data.Datasets.Interop;
using RobotPolicy.Data.Datasets.Parquet;
using RobotPolicy.Data.Datasets.Reading;
using RobotPolicy.Data.Datasets.Videos;
using RobotPolicy.Data.Datasets.Writing;

namespace RobotPolicy.Data.Datasets;

/// <summary>
/// Reads a LeRobot dataset of version 3.0, frames episode by episode in bounded memory. A dataset may come from anybody: nothing in it leads
/// outside its folder. Not thread-safe.
/// </summary>
public sealed class DatasetReader : IDisposable
{
    /// <summary>Seconds by which a picture may be away from its frame, as LeRobot has it.</summary>
    public const double TimeTolerance = 1e-4;

    private readonly DuckdbSession _session;
    private readonly Dictionary<string, VideoFacts> _videos = new(StringComparer.Ordinal);

    private DatasetReader(string folder)
    {
        Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        Info = InfoReader.Read(Path.Combine(Folder, DatasetLayout.Info));
        _session = new DuckdbSession(Folder);
        try
        {
            List<string> problems = [];
            if (File.Exists(DatasetDraft.MarkerOf(Folder)))
                problems.Add($"{DatasetDraft.MarkerOf(Folder)}: adding episodes was interrupted; the files may not fit each other");
            Tasks = ReadTasks(problems);
            Episodes = new EpisodesReader(Folder, Info).Read(_session, problems);
            CheckTotals(problems);
            CheckFiles(problems);
            if (problems.Count > 0)
                throw new DatasetException(Folder, problems);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>The dataset's folder.</summary>
    public string Folder { get; }

    /// <summary>What it says of itself.</summary>
    public DatasetInfo Info { get; }

    /// <summary>Texts of tasks by number.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>The episodes by number.</summary>
    public IReadOnlyList<DatasetEpisode> Episodes { get; }

    internal DuckdbSession Session => _session;

    /// <summary>Opens a dataset: reads what describes it, and looks for its files and their columns.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="DatasetException">Something is wrong; it says everything that was found.</exception>
    /// <exception cref="DllNotFoundException">libduckdb.so is missing.</exception>
    public static DatasetReader Open(string folder) => new(folder);

    /// <summary>Reads the frames of an episode, some thousand at a time.</summary>
    /// <param name="episode">One of <see cref="Episodes"/>.</param>
    /// <param name="keys">Features that are columns; null for all.</param>
    /// <exception cref="DatasetException">The file is damaged, or frames are missing or in another order.</exception>
    public IEnumerable<DatasetRows> ReadFrames(DatasetEpisode episode, IReadOnlyCollection<string>? keys = null)
    {
        var features = Info.Columns.Where(feature => keys is null || keys.Contains(feature.Key)).ToList();
        if (keys?.FirstOrDefault(key => features.All(feature => feature.Key != key)) is { } unknown)
            throw new ArgumentException($"There is no column {unknown}.", nameof(keys));
        var columns = features.Select(feature => FeatureColumns.Of(feature)!).Append(new ParquetColumn(FeatureKey.FrameIndex, ParquetKind.Int64)).Distinct().ToList();
        var condition = string.Create(CultureInfo.InvariantCulture, $"{FeatureKey.EpisodeIndex} = {episode.Index}");
        var next = 0L;
        DatasetRows? rows = null;
        foreach (var batch in ParquetFile.Read(_session, episode.DataFile, columns, condition))
        {
            var indices = batch.Columns[columns.FindIndex(column => column.Name == FeatureKey.FrameIndex)].Leaves<long>();
            for (var i = 0; i < indices.Length; i++)
            {
                if (indices[i] != next++)
                    throw new DatasetException(episode.DataFile, $"episode {episode.Index}: frame {next - 1} is expected, actual {indices[i]}");
            }

            foreach (var (column, feature) in batch.Columns.Zip(features))
                CheckWidth(column, feature, episode);
            yield return rows ??= new DatasetRows(batch);
        }

        if (next != episode.Length)
            throw new DatasetException(episode.DataFile, $"episode {episode.Index}: {episode.Length} frames are expected, actual {next}");
    }

    /// <summary>Decodes the pictures of a camera in an episode, one for each frame.</summary>
    /// <param name="episode">One of <see cref="Episodes"/>.</param>
    /// <param name="key">A feature that is a video.</param>
    /// <exception cref="DatasetException">The video is damaged, of another size, or has no picture at the time of each frame.</exception>
    public DatasetPictures OpenPictures(DatasetEpisode episode, string key)
    {
        var start = StartOf(episode, key, out var facts);
        return new DatasetPictures(new VideoDecoder(episode.Clips[key].File, start, episode.Length), facts.Width, facts.Height);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <summary>The same pictures as JPEG.</summary>
    internal JpegDecoder OpenJpegs(DatasetEpisode episode, string key) => new(episode.Clips[key].File, StartOf(episode, key, out _), episode.Length);

    /// <summary>What is known of a video file; looked at once.</summary>
    internal VideoFacts FactsOf(string file)
    {
        if (!_videos.TryGetValue(file, out var facts))
            _videos.Add(file, facts = VideoFacts.Read(file));
        return facts;
    }

    /// <summary>The picture of the first frame, checked together with all others.</summary>
    internal int FirstPicture(DatasetEpisode episode, DatasetFeature feature, out VideoFacts facts)
    {
        var clip = episode.Clips[feature.Key];
        facts = FactsOf(clip.File);
        if (facts.Height != feature.Shape[0] || facts.Width != feature.Shape[1])
            throw new DatasetException(clip.File, $"pictures of {feature.Shape[1]}×{feature.Shape[0]} are expected, actual {facts.Width}×{facts.Height}");
        if (facts.PixelFormat.StartsWith("gray1", StringComparison.Ordinal))
            throw new DatasetException(clip.File, $"depth maps ({facts.PixelFormat}) are not read");
        var first = facts.PictureAt(clip.Start, TimeTolerance);
        if (first < 0)
            throw new DatasetException(clip.File, string.Create(CultureInfo.InvariantCulture, $"episode {episode.Index} begins at {clip.Start:f4} s, where there is no picture"));
        for (var frame = 0L; frame < episode.Length; frame++)
        {
            var time = clip.Start + ((double)frame / Info.Fps);
            if (first + frame >= facts.Times.Length || Math.Abs(facts.Times[first + frame] - time) > TimeTolerance)
                throw new DatasetException(clip.File, string.Create(CultureInfo.InvariantCulture, $"episode {episode.Index}: frame {frame} has no picture at {time:f4} s"));
        }

        return first;
    }

    // Decoders round the time that they are asked to begin at: in the middle between two pictures nothing depends on it.
    private double StartOf(DatasetEpisode episode, string key, out VideoFacts facts)
    {
        var feature = Info.Videos.FirstOrDefault(video => video.Key == key) ?? throw new ArgumentException($"There is no camera {key}.", nameof(key));
        var first = FirstPicture(episode, feature, out facts);
        return first == 0 ? 0 : (facts.Times[first] + facts.Times[first - 1]) / 2;
    }

    private static void CheckWidth(ParquetColumnData column, DatasetFeature feature, DatasetEpisode episode)
    {
        for (var row = 0; row < column.RowCount && column.Column.Kind != ParquetKind.Text; row++)
        {
            if (column.LeafCountOf(row) is var count && count != feature.Width)
                throw new DatasetException(episode.DataFile, $"episode {episode.Index}: {feature.Key} has {feature.Width} elements, actual {count} in one frame");
        }
    }

    private IReadOnlyList<string> ReadTasks(List<string> problems)
    {
        try
        {
            return TasksFile.Read(_session, Path.Combine(Folder, DatasetLayout.Tasks));
        }
        catch (DatasetException e)
        {
            problems.Add(e.Message.TrimEnd('.'));
            return [];
        }
    }

    private void CheckTotals(List<string> problems)
    {
        var path = Path.Combine(Folder, DatasetLayout.Info);
        if (problems.Count > 0)
            return;
        if (Info.TotalEpisodes != Episodes.Count)
            problems.Add($"{path}: total_episodes is {Info.TotalEpisodes}, but there are {Episodes.Count}");
        if (Info.TotalTasks != Tasks.Count)
            problems.Add($"{path}: total_tasks is {Info.TotalTasks}, but there are {Tasks.Count}");
        if (Episodes.Sum(episode => episode.Length) is var frames && Info.TotalFrames != frames)
            problems.Add($"{path}: total_frames is {Info.TotalFrames}, but the episodes have {frames}");
    }

    private void CheckFiles(List<string> problems)
    {
        foreach (var file in Episodes.Select(episode => episode.DataFile).Distinct())
        {
            try
            {
                if (!File.Exists(file))
                    throw new DatasetException(file, "it is missing");
                CheckSchema(file, problems);
            }
            catch (DatasetException e)
            {
                problems.Add(e.Message.TrimEnd('.'));
            }
        }

        problems.AddRange(Episodes.SelectMany(episode => episode.Clips.Values).Select(clip => clip.File).Distinct()
            .Where(file => !File.Exists(file)).Select(file => $"{file}: it is missing"));
    }

    private void CheckSchema(string file, List<string> problems)
    {
        var columns = ParquetFile.Schema(_session, file).ToDictionary(column => column.Name, column => column.Type);
        foreach (var feature in Info.Columns)
        {
            var type = FeatureColumns.Of(feature)!.SqlType;
            if (!columns.Remove(feature.Key, out var actual))
                problems.Add($"{file}: column {feature.Key} is missing");
            else if (actual != type)
                problems.Add($"{file}: column {feature.Key} is expected to be {type}, actual {actual}");
        }

        problems.AddRange(columns.Keys.Select(name => $"{file}: column {name} is no feature in info.json"));
    }
}
