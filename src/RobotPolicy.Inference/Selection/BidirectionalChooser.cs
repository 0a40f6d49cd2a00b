using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;

namespace RobotPolicy.Inference.Selection;

/// <summary>
/// Bidirectional decoding (BID). Backward: b = Σ ω_j‖a_j − p_j‖ with ω ∝ β^j of norm 1, p the chunk in use; the N/3 lowest are
/// kept, of the weak model's chunks too. Forward, among those kept: the mean distance to the nearest half of the strong ones less
/// that to the nearest half of the weak ones, a distance being the mean of ‖·‖ over the actions. The lowest sum wins.
/// Where no chunk is in use, all are kept; where there is no weak model, it contributes nothing.
/// </summary>
internal sealed class BidirectionalChooser : ICandidateChooser
{
    private const int KeepOneOf = 3;
    private readonly NormalizedPrior _prior;
    private readonly ICandidateSource? _weak;
    private readonly double[] _powers;
    private readonly float[] _weakActions;
    private readonly double[] _backward;
    private readonly double[] _weakBackward;
    private readonly int[] _kept;
    private readonly int[] _weakKept;
    private readonly double[] _distances;

    /// <param name="prior">The chunk in use.</param>
    /// <param name="decay">β, above 0, at most 1.</param>
    /// <param name="weak">The weak model, or <see langword="null"/>.</param>
    /// <param name="count">Candidates N.</param>
    /// <param name="steps">Actions in a sampled chunk.</param>
    /// <param name="actionSize">Numbers in an action.</param>
    public BidirectionalChooser(NormalizedPrior prior, double decay, ICandidateSource? weak, int count, int steps, int actionSize)
    {
        _prior = prior;
        _weak = weak;
        _powers = [.. Enumerable.Range(0, steps).Select(j => Math.Pow(decay, j))];
        _weakActions = new float[weak is null ? 0 : count * steps * actionSize];
        (_backward, _weakBackward, _distances) = (new double[count], new double[count], new double[count]);
        (_kept, _weakKept) = (new int[count], new int[count]);
    }

    public int AddedRows => 0;

    public GraphStatus Score(CandidateBatch batch, long inference)
    {
        if (_weak is not null && _weak.Draw(inference, _weakActions) is var status and not GraphStatus.Ok)
            return status;

        var kept = Math.Min(_prior.Count, batch.Steps - batch.PastSteps) > 0 ? Math.Max(1, batch.Count / KeepOneOf) : batch.Count;
        Keep(batch, batch.Sampled, _backward, _kept);
        if (_weak is not null)
            Keep(batch, _weakActions, _weakBackward, _weakKept);
        var half = Math.Max(1, kept / 2);
        Array.Fill(batch.Scores, float.NegativeInfinity);
        for (var i = 0; i < kept; i++)
        {
            var row = _kept[i];
            var cost = _backward[row] + Nearest(batch, row, batch.Sampled, _kept.AsSpan(0, kept), half, row);
            if (_weak is not null)
                cost -= Nearest(batch, row, _weakActions, _weakKept.AsSpan(0, kept), half, -1);

            // A distance beyond all numbers must not pass for one that was ruled out.
            batch.Scores[row] = double.IsFinite(cost) ? (float)-cost : float.NaN;
        }

        return GraphStatus.Ok;
    }

    /// <summary>Backward distances, and the rows in their order; equal ones stay in theirs.</summary>
    private void Keep(CandidateBatch batch, ReadOnlySpan<float> chunks, double[] backward, int[] order)
    {
        var size = batch.ActionSize;
        var overlap = Math.Min(_prior.Count, batch.Steps - batch.PastSteps);
        double total = 0;
        for (var step = 0; step < overlap; step++)
            total += _powers[step];
        for (var row = 0; row < batch.Count; row++)
        {
            var future = chunks.Slice((row * batch.RowLength) + (batch.PastSteps * size), (batch.Steps - batch.PastSteps) * size);
            double sum = 0;
            for (var step = 0; step < overlap; step++)
                sum += _powers[step] * Distance(future.Slice(step * size, size), _prior.Actions.Slice(step * size, size));
            backward[row] = overlap > 0 ? sum / total : 0;
            var at = row;
            for (; at > 0 && backward[order[at - 1]] > backward[row]; at--)
                order[at] = order[at - 1];
            order[at] = row;
        }
    }

    private double Nearest(CandidateBatch batch, int row, ReadOnlySpan<float> chunks, ReadOnlySpan<int> others, int half, int except)
    {
        var count = 0;
        var size = batch.ActionSize;
        var past = batch.PastSteps * size;
        var own = batch.Row(row)[past..];
        foreach (var other in others)
        {
            if (other == except)
                continue;
            var chunk = chunks.Slice((other * batch.RowLength) + past, own.Length);
            double sum = 0;
            for (var at = 0; at < own.Length; at += size)
                sum += Distance(own.Slice(at, size), chunk.Slice(at, size));
            _distances[count++] = sum * size / own.Length;
        }

        if (count == 0)
            return 0;
        var nearest = _distances.AsSpan(0, count);
        nearest.Sort();
        half = Math.Min(half, count);
        double mean = 0;
        foreach (var distance in nearest[..half])
            mean += distance / half;
        return mean;
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        return Math.Sqrt(sum);
    }
}
