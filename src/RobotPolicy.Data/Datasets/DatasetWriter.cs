using System.Text.Json;
using RobotPolicy.Data.Datasets.Format;
using RobotPolicy.Data.Datasets.Interop;
using RobotPolicy.Data.Datasets.Parquet;
using RobotPolicy.Data.Datasets.Statistics;
using RobotPolicy.Data.Datasets.Videos;
using RobotPolicy.Data.Datasets.Writing;

namespace RobotPolicy.Data.Datasets;

/// <summary>
/// Writes a LeRobot dataset of version 3.0. It grows in a folder beside the target (<c>NAME.partial</c>) and takes its name in one step
/// in <see cref="Complete"/>; disposed before that, nothing is left. Pictures go to encoders as they come; memory does not grow with the
/// length of an episode but by one byte a frame, and by some kilobytes an episode. Not thread-safe. After an exception of
/// <see cref="AddFrame"/>, <see cref="EndEpisode"/> or <see cref="Complete"/> other than for an argument it is spent.
/// </summary>
public sealed class DatasetWriter : IDisposable
{
    private readonly DatasetSpec _spec;
    private readonly string _folder;
    private readonly DatasetDraft _draft;
    private readonly DuckdbSession _session;
    private readonly ContinuedDataset? _continued;
    private readonly EpisodeTable _table;
    private readonly List<VideoTrack> _tracks = [];
    private readonly IReadOnlyList<DatasetFeature> _features;
    private readonly List<string> _tasks = [];
    private readonly List<EpisodeRecord> _episodes = [];
    private string? _task;
    private bool _completed;

    private DatasetWriter(string folder, DatasetSpec spec, bool append)
    {
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _spec = spec;
        if (spec.Problems() is { Count: > 0 } problems)
            throw new DatasetException(_folder, problems);
        _features = SpecFeatures.Of(spec);
        var exists = File.Exists(_folder) || (Directory.Exists(_folder) && Directory.EnumerateFileSystemEntries(_folder).Any());
        if (exists && !append)
            throw new DatasetException(_folder, "it exists already; to add episodes to a dataset, say so, or choose another folder");
        _continued = exists ? new ContinuedDataset(_folder, spec, _features) : null;
        Directory.CreateDirectory(Path.GetDirectoryName(_folder)!);
        _draft = new DatasetDraft(_folder);
        try
        {
            _session = new DuckdbSession(_draft.Root, Path.Combine(_draft.Work, "spill"));
            _table = new EpisodeTable(_session, spec, [.. _features.Where(feature => !feature.IsVideo)]);
            _tracks.AddRange(spec.Cameras.Select((camera, i) =>
                new VideoTrack(camera, spec.Fps, spec.Codec, Path.Combine(_draft.Work, $"video-{i}"), (long)spec.VideoFileSizeMb << 20)));
            if (_continued is not null)
            {
                using var old = new DuckdbSession(_folder);
                _tasks.AddRange(_continued.Tasks(old));
                _continued.AddTo(_table, old);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Episodes that this writer has finished.</summary>
    public int EpisodeCount => _episodes.Count;

    /// <summary>Frames of the episode that is under way.</summary>
    public int FrameCount => _table.FrameCount;

    /// <summary>Begins a dataset.</summary>
    /// <param name="folder">Where it will be; not there yet, or empty.</param>
    /// <param name="spec">What it has.</param>
    /// <param name="append">Whether a dataset that is there, with the same features, gets the episodes.</param>
    /// <exception cref="DatasetException">The folder is not free, the specification is wrong, or the dataset that is there is another one.</exception>
    /// <exception cref="DllNotFoundException">libduckdb.so is missing.</exception>
    public static DatasetWriter Create(string folder, DatasetSpec spec, bool append = false) => new(folder, spec, append);

    /// <summary>Begins an episode.</summary>
    /// <param name="task">What the robot is told to do; not empty.</param>
    public void BeginEpisode(string task)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(task);
        if (_completed || _task is not null)
            throw new InvalidOperationException(_completed ? "The dataset is complete." : "An episode is under way already.");
        _table.Begin();
        foreach (var track in _tracks)
            track.Begin();
        _task = task;
    }

    /// <summary>Adds a frame to the episode. Waits while an encoder is busy.</summary>
    /// <exception cref="ArgumentException">A vector or a picture is not of the size that was announced, or not finite; nothing was added.</exception>
    /// <exception cref="DatasetException">An encoder failed.</exception>
    public void AddFrame(in DatasetFrame frame)
    {
        ThrowUnlessInEpisode();
        Check(frame.State, _spec.StateNames.Count, "state");
        Check(frame.Action, _spec.ActionNames.Count, "action");
        if (frame.Pictures.Length != _tracks.Count)
            throw new ArgumentException($"{_tracks.Count} pictures are expected, actual {frame.Pictures.Length}.", nameof(frame));
        for (var i = 0; i < _tracks.Count; i++)
        {
            var camera = _tracks[i].Camera;
            if (frame.Pictures[i].Length != camera.Width * camera.Height * 3)
                throw new ArgumentException($"A picture of {camera.Key} has {camera.Width}×{camera.Height}×3 bytes, actual {frame.Pictures[i].Length}.", nameof(frame));
        }

        if (frame.FailureScore is not null && !_spec.FailureScores)
            throw new ArgumentException("Failure scores were not announced.", nameof(frame));
        for (var i = 0; i < _tracks.Count; i++)
            _tracks[i].Add(frame.Pictures[i].Span);
        _table.Add(frame);
    }

    /// <summary>Keeps the episode, which has at least one frame.</summary>
    /// <param name="outcome">How it ended.</param>
    public void EndEpisode(EpisodeOutcome outcome)
    {
        ThrowUnlessInEpisode();
        if (_table.FrameCount == 0)
            throw new InvalidOperationException("The episode has no frames; discard it.");
        var length = _table.FrameCount;
        if (!_tasks.Contains(_task!))
            _tasks.Add(_task!);
        var end = new EpisodeEnd(
            (_continued?.Info.TotalEpisodes ?? 0) + _episodes.Count,
            (_continued?.Info.TotalFrames ?? 0) + _episodes.Sum(episode => episode.Length),
            _tasks.IndexOf(_task!),
            outcome);
        var (numbers, counts) = _table.End(end, PartOf(_episodes.Count));
        var videos = _tracks.Select(track => track.End(length)).ToList();
        var statistics = numbers.ToDictionary();
        foreach (var (track, video) in _tracks.Zip(videos))
            statistics[track.Camera.Key] = video.Statistics;
        _episodes.Add(new EpisodeRecord
        {
            End = end,
            Task = _task!,
            Length = length,
            Videos = [.. videos.Select(video => (video.File, video.FirstFrame))],
            Statistics = statistics,
            Counts = counts,
        });
        _task = null;
    }

    /// <summary>Drops the episode that is under way, if there is one.</summary>
    public void DiscardEpisode()
    {
        _task = null;
        _table.Drop();
        foreach (var track in _tracks)
            track.Discard();
    }

    /// <summary>Finishes the dataset, which has at least one new episode, and gives it its name. An episode that is under way is dropped.</summary>
    public void Complete()
    {
        DiscardEpisode();
        if (_completed || _episodes.Count == 0)
            throw new InvalidOperationException(_completed ? "The dataset is complete already." : "There is no episode.");
        var first = _continued?.First ?? new FirstFiles(0, 0, [.. _tracks.Select(_ => 0L)]);
        var weights = Weigh();
        var info = Info();
        new DataFiles(_session, _draft, info, first.Data).Write(_episodes, PartOf, weights);
        for (var i = 0; i < _tracks.Count; i++)
            WriteVideos(_tracks[i], first.Videos[i], info.ChunkSize);
        var place = FileNumber.Of(first.Episodes, info.ChunkSize);
        new EpisodesFile(_session, info).Write(_draft.PathOf(DatasetLayout.Expand(DatasetLayout.EpisodesPath, place.Chunk, place.File)), _episodes, first);
        TasksFile.Write(_session, _draft.PathOf(DatasetLayout.Tasks), _tasks);
        File.WriteAllText(_draft.PathOf(DatasetLayout.Statistics), StatisticsJson.Write(_features.Select(feature => (feature, StatisticsOf(feature)))));
        WriteOutcomes();
        File.WriteAllText(_draft.PathOf(DatasetLayout.Info), InfoJson.Write(info));
        _completed = true;
        if (_continued is null)
            _draft.Publish();
        else
            _draft.PublishInto();
    }

    /// <summary>Ends encoders and clears away what was not completed.</summary>
    public void Dispose()
    {
        foreach (var track in _tracks)
            track.Dispose();
        _table?.Dispose();
        _session?.Dispose();
        _draft.Dispose();
    }

    private static void Check(ReadOnlySpan<float> values, int length, string what)
    {
        if (values.Length != length)
            throw new ArgumentException($"{length} elements of the {what} are expected, actual {values.Length}.");
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                throw new ArgumentException($"The {what} is not finite.");
        }
    }

    private string PartOf(int episode) => Path.Combine(_draft.Work, $"episode-{episode:d6}.parquet");

    private void ThrowUnlessInEpisode()
    {
        if (_task is null)
            throw new InvalidOperationException("No episode is under way.");
    }

    private Labels.SiriusWeights? Weigh()
    {
        if (!_spec.Sirius)
            return null;
        var all = _episodes.Aggregate(SiriusCounts.None, (sum, episode) => sum.With(episode.Counts));
        foreach (var episode in _episodes)
            episode.Statistics[FeatureKey.SiriusWeight] = WeightStatistics.Of(episode.Counts, all.Weights);
        return all.Weights;
    }

    private void WriteVideos(VideoTrack track, long first, int chunkSize)
    {
        for (var file = 0; file < track.FileCount; file++)
        {
            var place = FileNumber.Of(first + file, chunkSize);
            track.Write(file, _draft.PathOf(DatasetLayout.Expand(DatasetInfo.DefaultVideoPath, place.Chunk, place.File, track.Camera.Key)));
        }
    }

    private FeatureStatistics StatisticsOf(DatasetFeature feature)
    {
        if (feature.Key == FeatureKey.SiriusWeight)
        {
            var all = _episodes.Aggregate(SiriusCounts.None, (sum, episode) => sum.With(episode.Counts));
            return WeightStatistics.Of(all, all.Weights);
        }

        if (!feature.IsVideo)
            return _table.Statistics(feature.Key);
        var added = _tracks.Single(track => track.Camera.Key == feature.Key).Statistics.Statistics();
        return _continued?.PictureStatistics(feature.Key)?.With(added) ?? added;
    }

    private DatasetInfo Info() => new()
    {
        RobotType = _spec.RobotType,
        Fps = _spec.Fps,
        TotalEpisodes = (_continued?.Info.TotalEpisodes ?? 0) + _episodes.Count,
        TotalFrames = (_continued?.Info.TotalFrames ?? 0) + _episodes.Sum(episode => episode.Length),
        TotalTasks = _tasks.Count,
        ChunkSize = _continued?.Info.ChunkSize ?? DatasetInfo.DefaultChunkSize,
        DataFileSizeMb = _spec.DataFileSizeMb,
        VideoFileSizeMb = _spec.VideoFileSizeMb,
        VideoPath = _tracks.Count == 0 ? null : DatasetInfo.DefaultVideoPath,
        Features = _features,
    };

    private void WriteOutcomes()
    {
        var path = _draft.PathOf(DatasetLayout.Outcomes);
        var old = Path.Combine(_folder, DatasetLayout.Outcomes);
        if (_continued is not null && File.Exists(old))
            File.Copy(old, path);
        File.AppendAllLines(path, _episodes.Select(episode =>
            JsonSerializer.Serialize(new { episode_index = episode.End.Episode, outcome = episode.End.Outcome.ToString().ToLowerInvariant() })));
    }
}
