using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Selection;

namespace RobotPolicy.Inference.Models;

/// <summary>The graph answers with actions, and with how sure it is of which class of them.</summary>
/// <param name="said">Actions as the graph says them.</param>
/// <param name="logits">Row-major [chunk, joint, class].</param>
/// <param name="bins">Classes.</param>
/// <param name="chunkSize">Actions in a chunk.</param>
internal sealed class ConfidenceHead(Memory<float> said, Memory<float> logits, int bins, int chunkSize) : IActionHead
{
    private readonly float[] _actions = new float[said.Length];

    public int ChunkSize { get; } = chunkSize;

    public Memory<float> Actions => _actions;

    public Memory<float> StartAction => Memory<float>.Empty;

    public NormalizedPrior? Prior => null;

    public string? Problem => null;

    /// <summary>Actions that were replaced since it was made.</summary>
    public long ReplacedCount { get; private set; }

    public PolicyStatus Decode()
    {
        // NaN stays NaN, and is found where all actions are looked at.
        said.Span.CopyTo(_actions);
        ReplacedCount += ConfidenceCorrection.Apply(_actions, logits.Span, bins);
        return PolicyStatus.Ok;
    }
}
