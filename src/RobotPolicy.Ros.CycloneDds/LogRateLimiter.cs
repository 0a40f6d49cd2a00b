namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// Lets a fixed number of lines pass in each second and counts the rest, because one hostile peer makes the native library write one
/// line per packet. Thread-safe.
/// </summary>
internal sealed class LogRateLimiter(int linesPerSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _windowStart = time.GetTimestamp();
    private int _passed;
    private long _suppressed;

    /// <summary>Whether the next line passes.</summary>
    internal bool TryPass()
    {
        lock (_lock)
        {
            if (WindowIsOver_NeedsLock() && _suppressed == 0)
                StartWindow_NeedsLock();
            if (_passed < linesPerSecond)
            {
                _passed++;
                return true;
            }

            _suppressed++;
            return false;
        }
    }

    /// <summary>Lines that the last window held back, once that window is over.</summary>
    internal bool TryTakeSuppressed(out long count)
    {
        lock (_lock)
        {
            count = _suppressed;
            if (count == 0 || !WindowIsOver_NeedsLock())
                return false;
            _suppressed = 0;
            StartWindow_NeedsLock();
            return true;
        }
    }

    private bool WindowIsOver_NeedsLock() => time.GetElapsedTime(_windowStart) >= TimeSpan.FromSeconds(1);

    private void StartWindow_NeedsLock()
    {
        _windowStart = time.GetTimestamp();
        _passed = 0;
    }
}
