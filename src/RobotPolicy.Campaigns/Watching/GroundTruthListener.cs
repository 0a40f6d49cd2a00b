using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Campaigns.Watching;

/// <summary>Keeps the newest ground truth. Values are found by the labels of the message's dimensions, not by position.</summary>
internal sealed class GroundTruthListener : IRosSampleHandler
{
    /// <summary>Topic of the simulator's ground truth.</summary>
    public const string Topic = "/simulator/ground_truth";

    private static readonly string[] Labels = ["episode", "seed", "sim_time", "distance", "grasped", "goal", "success"];

    private readonly Lock _gate = new();
    private int[]? _columns;
    private GroundTruth _newest;
    private bool _hasValue;

    /// <summary>The newest ground truth. Any thread.</summary>
    /// <returns><see langword="false"/> if none has arrived.</returns>
    public bool TryGet(out GroundTruth truth)
    {
        lock (_gate)
        {
            truth = _newest;
            return _hasValue;
        }
    }

    /// <inheritdoc/>
    public void OnSample(RosSample sample)
    {
        if (!Float64MultiArray.TryDecode(sample.Cdr, out var message, out _))
            return;
        _columns ??= FindColumns(message.Dimensions.ToArray());
        if (_columns is null || message.Data.Length <= _columns.Max())
            return;

        var data = message.Data;
        var truth = new GroundTruth(
            (long)data[_columns[0]],
            (long)data[_columns[1]],
            data[_columns[2]],
            data[_columns[3]],
            data[_columns[4]] > 0.5,
            (int)data[_columns[5]],
            data[_columns[6]] > 0.5);
        lock (_gate)
        {
            _newest = truth;
            _hasValue = true;
        }
    }

    private static int[]? FindColumns(MultiArrayDimension[] dimensions)
    {
        var columns = Array.ConvertAll(Labels, label => Array.FindIndex(dimensions, dimension => dimension.Label == label));
        return Array.IndexOf(columns, -1) < 0 ? columns : null;
    }
}
