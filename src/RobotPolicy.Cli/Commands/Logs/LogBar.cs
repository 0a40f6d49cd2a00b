using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Logs;

/// <summary>Which recording is read, and how far it is, on one line that is written over, where somebody watches.</summary>
internal sealed class LogBar(Invocation run) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly Terminal _terminal = run.Terminal;
    private readonly bool _isLive = run.Printer.Live && run.Terminal.ErrorIsTerminal;
    private long _shown = run.Terminal.Time.GetTimestamp();
    private bool _isShown;

    public void Show(string name, double share)
    {
        if (!_isLive || _terminal.Time.GetElapsedTime(_shown) < Period)
            return;
        (_shown, _isShown) = (_terminal.Time.GetTimestamp(), true);
        _terminal.Error.Write($"\r{Math.Clamp(share, 0, 1),5:P0}  {name}\u001b[K");
    }

    public void Dispose()
    {
        if (_isShown)
            _terminal.Error.Write("\r\u001b[K");
        _isShown = false;
    }
}
