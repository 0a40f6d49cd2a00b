using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Selection;

/// <summary>A network that looks at the observation and at chunks. Inference thread; allocates nothing.</summary>
internal interface IActionFunction
{
    /// <summary>Evaluates it once, for all chunks together.</summary>
    /// <param name="actions">Normalised chunks, row-major [rows, steps, action size].</param>
    /// <param name="result">Receives what it says.</param>
    GraphStatus Evaluate(ReadOnlySpan<float> actions, Span<float> result);
}
