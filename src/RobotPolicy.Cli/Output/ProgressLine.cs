using RobotPolicy.Cli.Connection;

namespace RobotPolicy.Cli.Output;

/// <summary>How far something is, on one line of standard error that is written over, where somebody watches.</summary>
internal sealed class ProgressLine(Invocation run) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly Terminal _terminal = run.Terminal;
    private readonly bool _isLive = run.Printer.Live && run.Terminal.ErrorIsTerminal;
    private readonly long _began = run.Terminal.Time.GetTimestamp();
    private long _shown = run.Terminal.Time.GetTimestamp();
    private bool _isShown;

    /// <summary>Shows it, five times a second at most.</summary>
    /// <param name="share">How far, 0…1.</param>
    /// <param name="words">What is being done, after a time since the beginning; asked only where it is shown.</param>
    public void Show(double share, Func<TimeSpan, string> words)
    {
        if (!_isLive || _terminal.Time.GetElapsedTime(_shown) < Period)
            return;
        (_shown, _isShown) = (_terminal.Time.GetTimestamp(), true);
        _terminal.Error.Write($"\r{Math.Clamp(share, 0, 1),5:P0}  {words(_terminal.Time.GetElapsedTime(_began))}\u001b[K");
    }

    /// <summary>Shows how far a recording is replayed, and how fast.</summary>
    /// <param name="at">Time since its beginning.</param>
    /// <param name="of">Its length.</param>
    public void Show(TimeSpan at, TimeSpan of) => Show(
        of > TimeSpan.Zero ? at / of : 1, elapsed => $"{at.TotalSeconds,7:F1} of {of.TotalSeconds:F1} s, {at / elapsed:F1} × real time");

    /// <summary>Takes the line away, so that something else can be said; the next one comes again.</summary>
    public void Clear()
    {
        if (_isShown)
            _terminal.Error.Write("\r\u001b[K");
        _isShown = false;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();
}
