using System.Globalization;
using RobotPolicy.Data.Datasets.Format;
using RobotPolicy.Data.Datasets.Parquet;
using RobotPolicy.Data.Datasets.Statistics;

namespace RobotPolicy.Data.Datasets.Checking;

/// <summary>Looks through a dataset that could be opened.</summary>
internal sealed class DatasetCheck
{
    private readonly DatasetReader _reader;
    private readonly Action<double>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, VectorAccumulator> _statistics;

    public DatasetCheck(DatasetReader reader, Action<double>? progress, CancellationToken cancellation)
    {
        _reader = reader;
        _progress = progress;
        _cancellation = cancellation;
        _statistics = Numeric().ToDictionary(feature => feature.Key, feature => new VectorAccumulator(feature.Width));
    }

    public IReadOnlyList<string> Run()
    {
        foreach (var episode in _reader.Episodes)
        {
            Collect(() => CheckFrames(episode));
            foreach (var video in _reader.Info.Videos)
                Collect(() => _reader.FirstPicture(episode, video, out _));
            _progress?.Invoke((double)(episode.FirstFrame + episode.Length) / _reader.Info.TotalFrames);
        }

        CheckRowCounts();
        CheckVideoCounts();
        if (_problems.Count == 0)
            _problems.AddRange(new StatisticsCheck(Path.Combine(_reader.Folder, DatasetLayout.Statistics)).Compare(_reader.Info, key => _statistics.GetValueOrDefault(key)?.Statistics()));
        return _problems;
    }

    private IEnumerable<DatasetFeature> Numeric() => _reader.Info.Columns.Where(feature => feature.DataType != "string");

    private void CheckFrames(DatasetEpisode episode)
    {
        var frame = 0L;
        HashSet<string> told = [];
        foreach (var rows in _reader.ReadFrames(episode))
        {
            _cancellation.ThrowIfCancellationRequested();
            for (var row = 0; row < rows.Count; row++, frame++)
            {
                Expect(FeatureKey.Index, rows.Numbers(FeatureKey.Index, row)[0], episode.FirstFrame + frame, 0);
                Expect(FeatureKey.Timestamp, rows.Numbers(FeatureKey.Timestamp, row)[0], (double)frame / _reader.Info.Fps, DatasetReader.TimeTolerance);
                var task = rows.Numbers(FeatureKey.TaskIndex, row)[0];
                if ((task < 0 || task >= _reader.Tasks.Count || !episode.Tasks.Contains(_reader.Tasks[(int)task])) && told.Add(FeatureKey.TaskIndex))
                    _problems.Add($"{episode.DataFile}: episode {episode.Index}: task {task} is none of the episode's");
                foreach (var (key, accumulator) in _statistics)
                    accumulator.Add(rows.Numbers(key, row));
            }
        }

        void Expect(string key, double actual, double expected, double tolerance)
        {
            if (!(Math.Abs(actual - expected) <= tolerance) && told.Add(key))
                _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{episode.DataFile}: episode {episode.Index}: {key} of frame {frame} is expected to be {expected}, actual {actual}"));
        }
    }

    // Rows that belong to no episode make every loader count wrong.
    private void CheckRowCounts()
    {
        var expected = _reader.Episodes.GroupBy(episode => episode.DataFile).ToDictionary(group => group.Key, group => group.Sum(episode => episode.Length));
        var root = Path.Combine(_reader.Folder, "data");
        foreach (var file in Directory.Exists(root) ? Directory.EnumerateFiles(root, "*.parquet", SearchOption.AllDirectories) : [])
            expected.TryAdd(file, 0);
        foreach (var (file, rows) in expected.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Collect(() =>
            {
                var actual = ParquetFile.Read(_reader.Session, file, [new ParquetColumn(FeatureKey.EpisodeIndex, ParquetKind.Int64)]).Sum(batch => (long)batch.RowCount);
                if (actual != rows)
                    throw new DatasetException(file, $"its episodes have {rows} frames, but it has {actual}");
            });
        }
    }

    private void CheckVideoCounts()
    {
        foreach (var file in _reader.Episodes.SelectMany(episode => episode.Clips.Values.Select(clip => (clip.File, episode.Length))).GroupBy(clip => clip.File, clip => clip.Length))
        {
            Collect(() =>
            {
                if (_reader.FactsOf(file.Key).Times.Length is var actual && actual != file.Sum())
                    throw new DatasetException(file.Key, $"its episodes have {file.Sum()} frames, but it has {actual} pictures");
            });
        }
    }

    private void Collect(Action look)
    {
        try
        {
            look();
        }
        catch (DatasetException e)
        {
            _problems.AddRange(e.Problems.Select(problem => $"{e.File}: {problem}").Where(problem => !_problems.Contains(problem)));
        }
    }
}
