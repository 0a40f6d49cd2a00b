using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Scores;
using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Failure;

/// <summary>Makes the scores of a monitor out of what the package says. Set-up only.</summary>
/// <param name="package">The package.</param>
/// <param name="insight">What the policy lets look at; its sizes count.</param>
/// <param name="graphs">Opened graphs of scores by the names of the scores.</param>
/// <param name="clusters">What distances to clusters are taken from, by the names of the scores.</param>
internal sealed class ScoreFactory(
    PolicyPackage package,
    PolicyInsight insight,
    IReadOnlyDictionary<string, GraphScore> graphs,
    IReadOnlyDictionary<string, PcaKMeansModel> clusters)
{
    /// <summary>Range of normalised numbers where none is calibrated: they mostly lie in −1…1.</summary>
    public const double NominalRange = 2;

    /// <summary>One score.</summary>
    /// <param name="spec">Which.</param>
    /// <param name="ranges">Calibrated ranges in normalised units, one for each dimension; <see langword="null"/> or empty where there are none.</param>
    /// <param name="cells">Calibrated sizes of cells; <see langword="null"/> or empty for 3 % of the ranges.</param>
    public IFailureScore Create(ScoreSpec spec, IReadOnlyList<double>? ranges, IReadOnlyList<double>? cells)
    {
        var dimensions = Dimensions(spec);
        var shape = SampleShape.Of(insight);
        double[] used = ranges is { Count: > 0 } ? [.. ranges] : [.. dimensions.Select(_ => NominalRange)];
        return spec.Type switch
        {
            ScoreType.ActionEntropy => new ActionEntropyScore(
                shape, dimensions, cells is { Count: > 0 } ? [.. cells] : [.. used.Select(range => SampleRanges.CellShare * range)]),
            ScoreType.TemporalConsistency => new StacScore(shape, dimensions),
            ScoreType.ChunkConsistency => new ChunkConsistencyScore(shape.FutureSteps, shape.ActionSize, dimensions, used),
            ScoreType.ObservationDistance => new PcaKMeansScore(clusters[spec.Name]),
            ScoreType.Spread => new SpreadScore(shape, dimensions),
            ScoreType.Confidence => new SignalScore(),
            _ => graphs[spec.Name],
        };
    }

    /// <summary>Numbers of an action that a score looks at.</summary>
    public int[] Dimensions(ScoreSpec spec)
    {
        var order = package.Manifest.ActionOrder;
        return [.. order.Index().Where(joint => spec.Joints.Count == 0 || spec.Joints.Contains(joint.Item)).Select(joint => joint.Index)];
    }
}
