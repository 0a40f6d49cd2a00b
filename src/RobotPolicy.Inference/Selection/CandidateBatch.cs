namespace RobotPolicy.Inference.Selection;

/// <summary>The chunks of one inference that one is picked from, normalised. Allocated once; inference thread.</summary>
/// <param name="count">Chunks that are sampled.</param>
/// <param name="added">Chunks that the chooser adds behind them.</param>
/// <param name="steps">Actions in a sampled chunk.</param>
/// <param name="actionSize">Numbers in an action.</param>
/// <param name="pastSteps">Actions at the front of a chunk that are past already.</param>
internal sealed class CandidateBatch(int count, int added, int steps, int actionSize, int pastSteps)
{
    private readonly float[] _actions = new float[(count + added) * steps * actionSize];

    /// <summary>Chunks that are sampled.</summary>
    public int Count { get; } = count;

    /// <summary>All chunks.</summary>
    public int Rows { get; } = count + added;

    /// <summary>Actions in a sampled chunk, past ones included.</summary>
    public int Steps { get; } = steps;

    /// <summary>Numbers in an action.</summary>
    public int ActionSize { get; } = actionSize;

    /// <summary>Actions at the front of a chunk that are past already.</summary>
    public int PastSteps { get; } = pastSteps;

    /// <summary>Numbers in a chunk.</summary>
    public int RowLength => Steps * ActionSize;

    /// <summary>Sampled chunks, row-major [count, steps, action size].</summary>
    public Span<float> Sampled => SampledMemory.Span;

    /// <summary>The same as memory, for those who look at it between two inferences.</summary>
    public Memory<float> SampledMemory => _actions.AsMemory(0, Count * RowLength);

    /// <summary>Sampled and added chunks, row-major [rows, steps, action size].</summary>
    public Span<float> All => _actions;

    /// <summary>One score for each chunk; the highest wins. −∞ never does.</summary>
    public float[] Scores { get; } = new float[count + added];

    /// <summary>The chunk that won.</summary>
    public int Picked { get; private set; }

    /// <summary>What the chunk that won says about the future, row-major [steps − past steps, action size].</summary>
    public Memory<float> PickedActions =>
        _actions.AsMemory((Picked * RowLength) + (PastSteps * ActionSize), (Steps - PastSteps) * ActionSize);

    /// <summary>One chunk.</summary>
    public Span<float> Row(int row) => _actions.AsSpan(row * RowLength, RowLength);

    /// <summary>Picks the highest score, and of equal ones the first.</summary>
    /// <returns>Whether there is one: a score that is NaN or +∞ says that nothing can be said about any.</returns>
    public bool TryPick()
    {
        var best = -1;
        for (var row = 0; row < Scores.Length; row++)
        {
            if (float.IsNaN(Scores[row]) || float.IsPositiveInfinity(Scores[row]))
                return false;
            if (!float.IsNegativeInfinity(Scores[row]) && (best < 0 || Scores[row] > Scores[best]))
                best = row;
        }

        if (best < 0)
            return false;
        Picked = best;
        return true;
    }
}
