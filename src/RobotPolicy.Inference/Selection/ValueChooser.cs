using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Selection;

/// <summary>
/// EXPO: every sampled chunk a is also offered as ã = clip(a + β·tanh(edit), ±1), and the highest minimum over heads of an ensemble of
/// Q functions wins. Equal ones: the unedited, the first. Without an editor the sampled chunks compete alone.
/// </summary>
internal sealed class ValueChooser : ICandidateChooser
{
    private readonly IActionFunction? _editor;
    private readonly IActionFunction _critic;
    private readonly float _scale;
    private readonly int[] _heads;
    private readonly float[] _edits;
    private readonly float[] _values;
    private readonly int _rows;

    /// <param name="editor">Chunk to edit, in the chunk's shape; <see langword="null"/> for none.</param>
    /// <param name="critic">Chunks to values, row-major [ensemble, rows].</param>
    /// <param name="scale">β.</param>
    /// <param name="heads">Heads whose minimum counts.</param>
    /// <param name="ensemble">Heads that there are.</param>
    /// <param name="count">Chunks that are sampled.</param>
    /// <param name="rowLength">Numbers in a chunk.</param>
    public ValueChooser(IActionFunction? editor, IActionFunction critic, double scale, int[] heads, int ensemble, int count, int rowLength)
    {
        (_editor, _critic, _scale, _heads) = (editor, critic, (float)scale, heads);
        AddedRows = editor is null ? 0 : count;
        _rows = count + AddedRows;
        _edits = new float[AddedRows * rowLength];
        _values = new float[ensemble * _rows];
    }

    public int AddedRows { get; }

    /// <summary>Picks heads of an ensemble: all, or as many as wanted, by a seed, in ascending order.</summary>
    public static int[] PickHeads(int ensemble, int? wanted, ulong seed)
    {
        var heads = Enumerable.Range(0, ensemble).ToArray();
        if (wanted is not { } count || count >= ensemble)
            return heads;
        new Random(unchecked((int)(seed ^ (seed >> 32)))).Shuffle(heads);
        return [.. heads.Take(count).Order()];
    }

    public GraphStatus Score(CandidateBatch batch, long inference)
    {
        if (_editor is not null)
        {
            if (_editor.Evaluate(batch.Sampled, _edits) is var edited and not GraphStatus.Ok)
                return edited;
            var added = batch.All[batch.Sampled.Length..];
            for (var i = 0; i < added.Length; i++)
                added[i] = Math.Clamp(batch.All[i] + (_scale * MathF.Tanh(_edits[i])), -1, 1);
        }

        if (_critic.Evaluate(batch.All, _values) is var valued and not GraphStatus.Ok)
            return valued;
        for (var row = 0; row < _rows; row++)
        {
            // Math.Min hands a NaN on.
            var value = float.PositiveInfinity;
            foreach (var head in _heads)
                value = Math.Min(value, _values[(head * _rows) + row]);
            batch.Scores[row] = float.IsFinite(value) ? value : float.NaN;
        }

        return GraphStatus.Ok;
    }
}
