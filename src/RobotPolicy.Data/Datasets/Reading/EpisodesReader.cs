using System.Text.Json;
using RobotPolicy.Data.Datasets.Format;
using RobotPolicy.Data.Datasets.Interop;
using RobotPolicy.Data.Datasets.Parquet;

namespace RobotPolicy.Data.Datasets.Reading;

/// <summary>Reads <c>meta/episodes</c>.</summary>
internal sealed class EpisodesReader
{
    // Bounds the memory for the list; a dataset with more episodes is not known to exist.
    private const int MaximumEpisodes = 10_000_000;
    private const long MaximumLength = 1L << 32;

    private readonly string _folder;
    private readonly DatasetInfo _info;
    private readonly List<DatasetFeature> _videos;
    private readonly List<ParquetColumn> _columns;
    private readonly Dictionary<long, EpisodeOutcome> _outcomes;

    public EpisodesReader(string folder, DatasetInfo info)
    {
        _folder = folder;
        _info = info;
        _videos = [.. info.Videos];
        _columns =
        [
            new("episode_index", ParquetKind.Int64), new("tasks", ParquetKind.Text, 1), new("length", ParquetKind.Int64),
            new("data/chunk_index", ParquetKind.Int64), new("data/file_index", ParquetKind.Int64), new("dataset_from_index", ParquetKind.Int64),
            .. _videos.SelectMany(video => new ParquetColumn[]
            {
                new($"videos/{video.Key}/chunk_index", ParquetKind.Int64), new($"videos/{video.Key}/file_index", ParquetKind.Int64),
                new($"videos/{video.Key}/from_timestamp", ParquetKind.Float64), new($"videos/{video.Key}/to_timestamp", ParquetKind.Float64),
            }),
        ];
        _outcomes = Outcomes(Path.Combine(folder, DatasetLayout.Outcomes));
    }

    /// <summary>The episodes, in order. What is wrong goes to <paramref name="problems"/>.</summary>
    public List<DatasetEpisode> Read(DuckdbSession session, List<string> problems)
    {
        List<DatasetEpisode> episodes = [];
        var root = Path.Combine(_folder, "meta", "episodes");
        var files = Directory.Exists(root) ? Directory.GetFiles(root, "*.parquet", SearchOption.AllDirectories) : [];
        if (files.Length == 0)
            problems.Add($"{root}: there are no files");
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            try
            {
                foreach (var batch in ParquetFile.Read(session, file, _columns))
                {
                    if (episodes.Count + batch.RowCount > MaximumEpisodes)
                        throw new DatasetException(file, $"there are more than {MaximumEpisodes} episodes");
                    for (var row = 0; row < batch.RowCount; row++)
                        episodes.Add(Episode(batch, row));
                }
            }
            catch (DatasetException e)
            {
                problems.Add(e.Message.TrimEnd('.'));
            }
        }

        episodes.Sort((a, b) => a.Index.CompareTo(b.Index));
        Check(episodes, root, problems);
        return episodes;
    }

    private static void Check(List<DatasetEpisode> episodes, string root, List<string> problems)
    {
        var next = 0L;
        foreach (var (number, episode) in episodes.Index())
        {
            if (episode.Index != number)
            {
                problems.Add($"{root}: episode {number} is missing, or there is one twice");
                return;
            }

            if (episode.Length is < 1 or > MaximumLength || episode.FirstFrame != next)
            {
                problems.Add($"{root}: episode {number} is expected to begin at frame {next} and to have frames, actual frame {episode.FirstFrame} and {episode.Length} frames");
                return;
            }

            next += episode.Length;
        }
    }

    private static Dictionary<long, EpisodeOutcome> Outcomes(string path)
    {
        Dictionary<long, EpisodeOutcome> outcomes = [];
        if (!File.Exists(path))
            return outcomes;
        foreach (var line in File.ReadLines(path).Take(MaximumEpisodes))
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                outcomes[json.RootElement.GetProperty("episode_index").GetInt64()] =
                    Enum.TryParse<EpisodeOutcome>(json.RootElement.GetProperty("outcome").GetString(), ignoreCase: true, out var outcome) ? outcome : EpisodeOutcome.Unsure;
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new DatasetException(path, $"line {outcomes.Count + 1} does not tell the outcome of an episode", e);
            }
        }

        return outcomes;
    }

    private DatasetEpisode Episode(ParquetBatch batch, int row)
    {
        long Whole(int column) => batch.Columns[column].Row<long>(row)[0];
        double Real(int column) => batch.Columns[column].Row<double>(row)[0];
        return new DatasetEpisode
        {
            Index = Whole(0),
            Tasks = [.. batch.Columns[1].RowTexts(row)],
            Length = Whole(2),
            DataFile = Path.Combine(_folder, DatasetLayout.Expand(_info.DataPath, Whole(3), Whole(4))),
            FirstFrame = Whole(5),
            Outcome = _outcomes.GetValueOrDefault(Whole(0)),
            Clips = _videos.Index().ToDictionary(video => video.Item.Key, video => new DatasetClip(
                Path.Combine(_folder, DatasetLayout.Expand(_info.VideoPath!, Whole(6 + (4 * video.Index)), Whole(7 + (4 * video.Index)), video.Item.Key)),
                Real(8 + (4 * video.Index)),
                Real(9 + (4 * video.Index)))),
        };
    }
}
