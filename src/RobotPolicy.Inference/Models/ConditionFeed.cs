using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Models;

/// <summary>Copies what the encoder says about the observation into every row of a graph. Inference thread.</summary>
internal sealed class ConditionFeed
{
    private readonly (Memory<float> From, Memory<float> FromUnconditioned, Memory<float> To, int Copies, int UnconditionedCopies)[] _lines;

    /// <summary>Binds both ends.</summary>
    /// <param name="encoder">Where conditions come from.</param>
    /// <param name="graph">Where they go to.</param>
    /// <param name="conditions">What goes from one to the other.</param>
    /// <param name="rows">Rows of the graph.</param>
    /// <param name="conditioned">How many of them, from the first on, know the goal.</param>
    public ConditionFeed(EncoderOutputs encoder, OnnxGraph graph, IReadOnlyList<Condition> conditions, int rows, int conditioned) => _lines =
    [
        .. conditions.Select(c =>
        {
            var known = encoder.Bind(c.Name, [1, .. c.Tail]);
            return (
                known,
                c.Unconditioned is { } other ? encoder.Bind(other, [1, .. c.Tail]) : known,
                graph.BindInput(c.Name, [c.Shared ? 1 : rows, .. c.Tail]),
                c.Shared ? 1 : conditioned,
                c.Shared ? 0 : rows - conditioned);
        }),
    ];

    /// <summary>Copies what the encoder has just computed.</summary>
    public void Fill()
    {
        foreach (var (from, unconditioned, to, copies, unconditionedCopies) in _lines)
        {
            var length = from.Length;
            for (var row = 0; row < copies + unconditionedCopies; row++)
                (row < copies ? from : unconditioned).Span.CopyTo(to.Span[(row * length)..]);
        }
    }
}
