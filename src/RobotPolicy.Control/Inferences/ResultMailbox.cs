using System.Diagnostics.CodeAnalysis;

namespace RobotPolicy.Control.Inferences;

/// <summary>
/// A single slot from one writer to one reader, newest wins. Three results circulate: one that the writer fills, one that the
/// reader looks at, one in the slot; each hand-over is one atomic exchange, so none is ever lost or shared.
/// </summary>
internal sealed class ResultMailbox(Func<InferenceResult> create)
{
    private readonly InferenceResult[] _results = [create(), create(), create()];
    private int _writing;
    private int _slot = 1;
    private int _reading = 2;
    private long _superseded;

    /// <summary>Answers that a newer one replaced before they were taken.</summary>
    public long SupersededCount => Volatile.Read(ref _superseded);

    /// <summary>The result that the writer may fill. Writer.</summary>
    public InferenceResult Back => _results[_writing];

    /// <summary>Hands the filled result over. Writer.</summary>
    public void Publish()
    {
        var before = Interlocked.Exchange(ref _slot, _writing | Fresh);
        if ((before & Fresh) != 0)
            Volatile.Write(ref _superseded, _superseded + 1);
        _writing = before & ~Fresh;
    }

    /// <summary>Takes the newest result; the one taken before is free again. Reader.</summary>
    public bool TryTake([NotNullWhen(true)] out InferenceResult? result)
    {
        result = null;
        if ((Volatile.Read(ref _slot) & Fresh) == 0)
            return false;
        _reading = Interlocked.Exchange(ref _slot, _reading) & ~Fresh;
        result = _results[_reading];
        return true;
    }

    private const int Fresh = 4;
}
