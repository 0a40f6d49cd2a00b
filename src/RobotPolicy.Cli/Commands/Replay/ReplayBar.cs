using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>How far a replay is, on one line that is written over, where somebody watches.</summary>
internal sealed class ReplayBar : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly Terminal _terminal;
    private readonly TimeSpan _duration;
    private readonly bool _isLive;
    private readonly long _began;
    private long _shown;
    private bool _isShown;

    public ReplayBar(Invocation run, TimeSpan duration)
    {
        (_terminal, _duration, _isLive) = (run.Terminal, duration, run.Printer.Live && run.Terminal.ErrorIsTerminal);
        _began = _shown = _terminal.Time.GetTimestamp();
    }

    public void Show(TimeSpan at)
    {
        if (!_isLive || _terminal.Time.GetElapsedTime(_shown) < Period)
            return;
        (_shown, _isShown) = (_terminal.Time.GetTimestamp(), true);
        var elapsed = _terminal.Time.GetElapsedTime(_began);
        _terminal.Error.Write($"\r{Math.Min(1, at / _duration),5:P0}  {at.TotalSeconds,7:F1} of {_duration.TotalSeconds:F1} s, {at / elapsed:F1} × real time \u001b[K");
    }

    public void Dispose()
    {
        if (_isShown)
            _terminal.Error.Write("\r\u001b[K");
        _isShown = false;
    }
}
