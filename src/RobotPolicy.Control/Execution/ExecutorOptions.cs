using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Execution;

/// <summary>How chunks are joined. Bound at start; what belongs to a policy stands in its package instead.</summary>
public sealed class ExecutorOptions
{
    /// <summary>Default of <see cref="SeamFade"/>.</summary>
    public static readonly TimeSpan DefaultSeamFade = TimeSpan.FromMilliseconds(200);

    /// <summary>Default of <see cref="RequestMargin"/>.</summary>
    public static readonly TimeSpan DefaultRequestMargin = TimeSpan.FromMilliseconds(50);

    /// <summary>Default of <see cref="MaxEnsembleChunks"/>.</summary>
    public const int DefaultMaxEnsembleChunks = 64;

    /// <summary>
    /// Time in which the target goes over from one chunk to the next. The acceleration of a fade falls with its square: a
    /// disagreement of 20 mrad costs 12 rad/s² in 100 ms, 3 in 200 ms and 1.3 in 300 ms.
    /// </summary>
    /// <value>0 (jump; the limits still hold) to 1 s; 200 ms unless told.</value>
    public TimeSpan SeamFade { get; set; } = DefaultSeamFade;

    /// <summary>Time by which a chunk is asked for earlier than the slowest recent inference needs.</summary>
    /// <value>0 to 1 s; 50 ms unless told.</value>
    public TimeSpan RequestMargin { get; set; } = DefaultRequestMargin;

    /// <summary>Most chunks that temporal ensembling averages; the oldest ones leave first.</summary>
    /// <value>1 to 1000; 64 unless told.</value>
    public int MaxEnsembleChunks { get; set; } = DefaultMaxEnsembleChunks;

    /// <summary>Adds one sentence per setting that is out of range.</summary>
    /// <param name="path">Name of the section, for the sentences.</param>
    /// <param name="errors">Receives the sentences.</param>
    public void Validate(string path, ICollection<string> errors)
    {
        var ranges = new OptionRanges(path, errors);
        ranges.Check(nameof(SeamFade), SeamFade, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        ranges.Check(nameof(RequestMargin), RequestMargin, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        ranges.Check(nameof(MaxEnsembleChunks), MaxEnsembleChunks, 1, 1000);
    }
}
