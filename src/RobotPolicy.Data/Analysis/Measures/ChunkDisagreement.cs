using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>What a policy's consecutive chunks of one epoch differ by where they are about the same instants. One thread.</summary>
/// <param name="scale">What one is of each joint, such as its range; more than 0.</param>
/// <param name="sample">Receives mean squared differences over the joints, in units of the scale.</param>
public sealed class ChunkDisagreement(double[] scale, Reservoir<double> sample)
{
    private LoggedInference? _before;

    /// <summary>Adds the next inference.</summary>
    public void Add(LoggedInference inference)
    {
        ArgumentNullException.ThrowIfNull(inference);
        if (inference.Horizon <= 0 || inference.IntervalNs <= 0 || inference.Actions.Length != (long)inference.Horizon * scale.Length)
            return;
        if (_before is { } before && before.Request.Epoch == inference.Request.Epoch && before.IntervalNs == inference.IntervalNs)
        {
            // The nearest whole action: what lies between two actions is the executor's.
            var ahead = (long)Math.Round((double)unchecked(inference.ChunkStartNs - before.ChunkStartNs) / inference.IntervalNs);
            for (var i = 0L; ahead >= 0 && i + ahead < before.Horizon && i < inference.Horizon; i++)
                sample.Add(ActionDivergence.SquaredError(Row(before, i + ahead), Row(inference, i), scale));
        }

        _before = inference;
    }

    private ReadOnlySpan<double> Row(LoggedInference inference, long row) => inference.Actions.AsSpan((int)row * scale.Length, scale.Length);
}
