using RobotPolicy.Data.Datasets.Format;
using RobotPolicy.Data.Datasets.Interop;
using RobotPolicy.Data.Datasets.Parquet;
using RobotPolicy.Data.Datasets.Statistics;

namespace RobotPolicy.Data.Datasets.Writing;

/// <summary>Writes a file of <c>meta/episodes</c>: where each episode is, and statistics of each.</summary>
internal sealed class EpisodesFile
{
    private const string Table = "episodes";

    private static readonly int[] ChannelShape = [3, 1, 1];

    private readonly DuckdbSession _session;
    private readonly DatasetInfo _info;
    private readonly List<ParquetColumn> _columns = [];

    public EpisodesFile(DuckdbSession session, DatasetInfo info)
    {
        _session = session;
        _info = info;
        _columns.AddRange(
        [
            new("episode_index", ParquetKind.Int64), new("tasks", ParquetKind.Text, 1), new("length", ParquetKind.Int64),
            new("data/chunk_index", ParquetKind.Int64), new("data/file_index", ParquetKind.Int64),
            new("dataset_from_index", ParquetKind.Int64), new("dataset_to_index", ParquetKind.Int64),
        ]);
        foreach (var video in info.Videos)
        {
            _columns.AddRange(
            [
                new($"videos/{video.Key}/chunk_index", ParquetKind.Int64), new($"videos/{video.Key}/file_index", ParquetKind.Int64),
                new($"videos/{video.Key}/from_timestamp", ParquetKind.Float64), new($"videos/{video.Key}/to_timestamp", ParquetKind.Float64),
            ]);
        }

        foreach (var feature in info.Features)
            AddStatisticsColumns(feature);
        _columns.AddRange([new("meta/episodes/chunk_index", ParquetKind.Int64), new("meta/episodes/file_index", ParquetKind.Int64)]);
    }

    /// <summary>Writes the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="episodes">Its rows.</param>
    /// <param name="first">Numbers of the first new files: data, episodes, and one for each camera.</param>
    public void Write(string path, IReadOnlyList<EpisodeRecord> episodes, FirstFiles first)
    {
        _session.Execute($"CREATE OR REPLACE TABLE {Table} ({string.Join(", ", _columns.Select(column => $"{ParquetSql.Name(column.Name)} {column.SqlType}"))})");
        using (var appender = new DuckdbAppender(_session, Table, _columns))
        {
            var batch = new ParquetBatch(_columns);
            foreach (var episode in episodes)
            {
                Add(batch, episode, first);
                if (batch.IsFull || episode == episodes[^1])
                {
                    appender.Append(batch);
                    batch.Clear();
                }
            }

            appender.Complete();
        }

        ParquetFile.Write(_session, $"SELECT * FROM {Table}", path);
        _session.Execute($"DROP TABLE {Table}");
    }

    private void AddStatisticsColumns(DatasetFeature feature)
    {
        var depth = feature.IsVideo ? ChannelShape.Length : 1;
        var extremes = FeatureColumns.IsWhole(feature) ? ParquetKind.Int64 : ParquetKind.Float64;
        _columns.AddRange(
        [
            new($"stats/{feature.Key}/min", extremes, depth), new($"stats/{feature.Key}/max", extremes, depth),
            new($"stats/{feature.Key}/mean", ParquetKind.Float64, depth), new($"stats/{feature.Key}/std", ParquetKind.Float64, depth),
            new($"stats/{feature.Key}/count", ParquetKind.Int64, 1),
            .. FeatureStatistics.QuantileNames.Select(name => new ParquetColumn($"stats/{feature.Key}/{name}", ParquetKind.Float64, depth)),
        ]);
    }

    private void Add(ParquetBatch batch, EpisodeRecord episode, FirstFiles first)
    {
        var column = 0;
        ParquetColumnData Next() => batch.Columns[column++];
        void File(long number)
        {
            var place = FileNumber.Of(number, _info.ChunkSize);
            Next().Add(place.Chunk);
            Next().Add(place.File);
        }

        Next().Add(episode.End.Episode);
        Next().AddList([episode.Task]);
        Next().Add(episode.Length);
        File(first.Data + episode.DataFile);
        Next().Add(episode.End.FirstFrame);
        Next().Add(episode.End.FirstFrame + episode.Length);
        for (var i = 0; i < episode.Videos.Count; i++)
        {
            var (file, before) = episode.Videos[i];
            File(first.Videos[i] + file);
            Next().Add((double)before / _info.Fps);
            Next().Add((double)(before + episode.Length) / _info.Fps);
        }

        foreach (var feature in _info.Features)
        {
            var known = episode.Statistics[feature.Key];
            Add(Next(), feature, known.Minimum);
            Add(Next(), feature, known.Maximum);
            Add(Next(), feature, known.Mean);
            Add(Next(), feature, known.Deviation);
            Next().AddList([known.Count]);
            foreach (var quantile in known.Quantiles)
                Add(Next(), feature, quantile);
        }

        File(first.Episodes);
    }

    private static void Add(ParquetColumnData column, DatasetFeature feature, double[] values)
    {
        if (feature.IsVideo)
            column.AddNested<double>(ChannelShape, values);
        else if (column.Column.Kind == ParquetKind.Int64)
            column.AddList<long>([.. values.Select(value => (long)value)]);
        else
            column.AddList<double>(values);
    }
}
