using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Selection;

/// <summary>Samples chunks to compare candidates with. Inference thread; allocates nothing.</summary>
internal interface ICandidateSource
{
    /// <summary>Samples.</summary>
    /// <param name="inference">Number of the inference, which together with a seed determines all noise.</param>
    /// <param name="actions">Receives chunks, row-major [count, steps, action size].</param>
    GraphStatus Draw(long inference, Span<float> actions);
}
