using RobotPolicy.Control.Model;

namespace RobotPolicy.Inference.Models;

/// <summary>The graph answers with actions.</summary>
internal sealed class PlainHead(Memory<float> actions, int chunkSize) : IActionHead
{
    public int ChunkSize { get; } = chunkSize;

    public Memory<float> Actions { get; } = actions;

    public Memory<float> StartAction => Memory<float>.Empty;

    public NormalizedPrior? Prior => null;

    public string? Problem => null;

    public PolicyStatus Decode() => PolicyStatus.Ok;
}
