using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Selection;

/// <summary>Scores the chunks of an inference, so that one can be picked. Inference thread; allocates nothing.</summary>
internal interface ICandidateChooser
{
    /// <summary>Chunks that it adds behind the sampled ones.</summary>
    int AddedRows { get; }

    /// <summary>Fills <see cref="CandidateBatch.Scores"/>, and the chunks that it adds. Need not look for NaN in what a network says.</summary>
    /// <param name="batch">The chunks; those that were sampled are finite.</param>
    /// <param name="inference">Number of the inference, which together with a seed determines all noise.</param>
    GraphStatus Score(CandidateBatch batch, long inference);
}
