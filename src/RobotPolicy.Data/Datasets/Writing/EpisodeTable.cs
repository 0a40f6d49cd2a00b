using System.Runtime.InteropServices;
using RobotPolicy.Data.Datasets.Format;
using RobotPolicy.Data.Datasets.Interop;
using RobotPolicy.Data.Datasets.Parquet;
using RobotPolicy.Data.Datasets.Statistics;

namespace RobotPolicy.Data.Datasets.Writing;

/// <summary>
/// The numbers of the episode that is under way. They wait in a table of the engine, which spills to disk; in our memory are one batch
/// of rows and a byte for each frame.
/// </summary>
internal sealed class EpisodeTable : IDisposable
{
    private const string MeasuredTable = "measured";
    private const string DerivedTable = "derived";

    private readonly DuckdbSession _session;
    private readonly DatasetSpec _spec;
    private readonly IReadOnlyList<DatasetFeature> _features;
    private readonly ParquetBatch _measured;
    private readonly ParquetBatch _derived;
    private readonly List<FrameSource> _sources = [];
    private readonly Dictionary<string, VectorAccumulator> _whole;
    private Dictionary<string, VectorAccumulator> _episode = [];
    private DuckdbAppender? _appender;

    /// <summary>Creates one.</summary>
    /// <param name="session">Outlives it.</param>
    /// <param name="spec">What is written.</param>
    /// <param name="features">Its features that are columns, in order.</param>
    public EpisodeTable(DuckdbSession session, DatasetSpec spec, IReadOnlyList<DatasetFeature> features)
    {
        _session = session;
        _spec = spec;
        _features = features;
        _measured = new ParquetBatch(features.Where(feature => !DerivedColumns.Has(feature.Key)).Select(feature => FeatureColumns.Of(feature)!));
        _derived = new ParquetBatch(features.Where(feature => DerivedColumns.Has(feature.Key)).Select(feature => FeatureColumns.Of(feature)!));
        _whole = Accumulators();
    }

    /// <summary>Frames of the episode so far.</summary>
    public int FrameCount => _sources.Count;

    /// <summary>Statistics of all episodes that were kept.</summary>
    public FeatureStatistics Statistics(string key) => _whole[key].Statistics();

    /// <summary>Takes values of an episode that exists already into the statistics of all.</summary>
    public void AddToStatistics(string key, ReadOnlySpan<double> values) => _whole[key].Add(values);

    /// <summary>Begins an episode.</summary>
    public void Begin()
    {
        _sources.Clear();
        _measured.Clear();
        _episode = Accumulators();
        Create(MeasuredTable, _measured);
        _appender = new DuckdbAppender(_session, MeasuredTable, [.. _measured.Columns.Select(column => column.Column)]);
    }

    /// <summary>Adds a frame to it.</summary>
    public void Add(in DatasetFrame frame)
    {
        foreach (var column in _measured.Columns)
        {
            switch (column.Column.Name)
            {
                case FeatureKey.State:
                    Add(column, frame.State);
                    break;
                case FeatureKey.Action:
                    Add(column, frame.Action);
                    break;
                default:
                    Add(column, [frame.FailureScore ?? float.NaN]);
                    break;
            }
        }

        _sources.Add(frame.Source);
        if (_measured.IsFull)
            Flush();
    }

    /// <summary>Writes the episode, of at least one frame, as a Parquet file.</summary>
    /// <returns>Its statistics by feature, and its frames by class.</returns>
    public (IReadOnlyDictionary<string, FeatureStatistics> Statistics, SiriusCounts Counts) End(EpisodeEnd end, string path)
    {
        Flush();
        _appender!.Complete();
        Drop();
        var derived = new DerivedColumns(_spec, CollectionsMarshal.AsSpan(_sources).ToArray(), end);
        Append(derived);
        var names = string.Join(", ", _features.Select(feature => ParquetSql.Name(feature.Key)));
        ParquetFile.Write(_session, $"SELECT {names} FROM {MeasuredTable} POSITIONAL JOIN {DerivedTable}", path, ForeignMetadata.Data(_features));
        foreach (var (key, accumulator) in _episode)
            _whole[key].Add(accumulator);
        var statistics = _episode.ToDictionary(entry => entry.Key, entry => entry.Value.Statistics());
        return (statistics, derived.Counts);
    }

    /// <summary>Drops the episode.</summary>
    public void Drop()
    {
        _appender?.Dispose();
        _appender = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Drop();

    private void Add(ParquetColumnData column, ReadOnlySpan<float> values)
    {
        if (column.Column.ListDepth == 0)
            column.Add(values[0]);
        else
            column.AddList(values);
        _episode[column.Column.Name].Add(values);
    }

    private void Append(DerivedColumns derived)
    {
        Create(DerivedTable, _derived);
        using var appender = new DuckdbAppender(_session, DerivedTable, [.. _derived.Columns.Select(column => column.Column)]);
        _derived.Clear();
        for (var frame = 0; frame < _sources.Count; frame++)
        {
            foreach (var column in _derived.Columns)
            {
                var value = derived.Value(column.Column.Name, frame);
                DerivedColumns.Add(column, value);
                _episode[column.Column.Name].Add(value);
            }

            if (_derived.IsFull || frame == _sources.Count - 1)
            {
                appender.Append(_derived);
                _derived.Clear();
            }
        }

        appender.Complete();
    }

    private void Flush()
    {
        if (_measured.RowCount > 0)
            _appender!.Append(_measured);
        _measured.Clear();
    }

    private void Create(string table, ParquetBatch batch) =>
        _session.Execute($"CREATE OR REPLACE TABLE {table} ({string.Join(", ", batch.Columns.Select(column => $"{ParquetSql.Name(column.Column.Name)} {column.Column.SqlType}"))})");

    private Dictionary<string, VectorAccumulator> Accumulators() => _features.ToDictionary(feature => feature.Key, feature => new VectorAccumulator(feature.Width));
}
