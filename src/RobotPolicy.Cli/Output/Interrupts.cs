namespace RobotPolicy.Cli.Output;

/// <summary>Ctrl-C, as often as it is pressed. A command that handles one asks for the next with <see cref="Rearm"/>. Thread-safe.</summary>
internal sealed class Interrupts
{
    private volatile CancellationTokenSource _current = new();

    /// <summary>Fires with the next interrupt.</summary>
    public CancellationToken Token => _current.Token;

    /// <summary>Listens for another interrupt after one was handled.</summary>
    public void Rearm() => _current = new CancellationTokenSource();

    /// <summary>Delivers one; false when nobody has handled the one before, so that the process had better end.</summary>
    public bool Signal()
    {
        var current = _current;
        if (current.IsCancellationRequested)
            return false;
        current.Cancel();
        return true;
    }
}
