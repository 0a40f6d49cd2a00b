using RobotPolicy.Data.Datasets.Format;
using RobotPolicy.Data.Datasets.Labels;
using RobotPolicy.Data.Datasets.Parquet;

namespace RobotPolicy.Data.Datasets.Writing;

/// <summary>The columns of an episode that follow from who commanded when and how it ended; known only at its end.</summary>
internal sealed class DerivedColumns
{
    private readonly FrameSource[] _sources;
    private readonly SiriusClass[] _classes;
    private readonly float[] _rewards;
    private readonly EpisodeEnd _end;
    private readonly int _fps;

    public DerivedColumns(DatasetSpec spec, FrameSource[] sources, EpisodeEnd end)
    {
        _sources = sources;
        _end = end;
        _fps = spec.Fps;
        _classes = spec.Sirius ? new SiriusClass[sources.Length] : [];
        if (spec.Sirius)
            SiriusClasses.Label(sources, spec.PreInterventionSteps, _classes);
        _rewards = spec.HilSerl || spec.Rlif ? new float[sources.Length] : [];
        if (spec.Rlif)
            RlifReward.Fill(sources, _rewards);
        else
            SuccessReward.Fill(end.Outcome, _rewards);
    }

    /// <summary>Frames by class; none unless the classes are asked for.</summary>
    public SiriusCounts Counts => SiriusCounts.Of(_classes);

    /// <summary>Whether a feature is one of them.</summary>
    public static bool Has(string key) => key is not (FeatureKey.State or FeatureKey.Action or FeatureKey.FailureScore);

    /// <summary>The value of a feature in a frame. The weights of Sirius are not known before the last episode: 0.</summary>
    public double Value(string key, int frame) => key switch
    {
        FeatureKey.Intervention or FeatureKey.IsIntervention => _sources[frame] == FrameSource.Human ? 1 : 0,
        FeatureKey.Reward => _rewards[frame],
        FeatureKey.Done => frame == _sources.Length - 1 ? 1 : 0,
        FeatureKey.SiriusClass => (int)_classes[frame],
        FeatureKey.SiriusWeight => 0,
        FeatureKey.Timestamp => (double)frame / _fps,
        FeatureKey.FrameIndex => frame,
        FeatureKey.EpisodeIndex => _end.Episode,
        FeatureKey.Index => _end.FirstFrame + frame,
        FeatureKey.TaskIndex => _end.Task,
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, "There is no such column."),
    };

    /// <summary>Adds the value to a column of its type.</summary>
    public static void Add(ParquetColumnData column, double value)
    {
        switch (column.Column.Kind)
        {
            case ParquetKind.Boolean:
                column.Add((byte)value);
                break;
            case ParquetKind.Int64:
                column.Add((long)value);
                break;
            default:
                column.Add((float)value);
                break;
        }
    }
}
