using RobotPolicy.Data.Datasets.Labels;
using RobotPolicy.Data.Datasets.Statistics;

namespace RobotPolicy.Data.Datasets.Writing;

/// <summary>Statistics of the weights of Sirius, which are known only after the last episode.</summary>
internal static class WeightStatistics
{
    public static FeatureStatistics Of(SiriusCounts counts, SiriusWeights weights)
    {
        var accumulator = new VectorAccumulator(1);
        foreach (var (kind, frames) in counts.Classes())
        {
            for (var i = 0L; i < frames; i++)
                accumulator.Add((float)weights.For(kind));
        }

        return accumulator.Statistics();
    }
}
