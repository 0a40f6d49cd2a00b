namespace RobotPolicy.Server.Sessions;

/// <summary>Logs refused callers, at most one line in ten seconds: whoever knocks must not fill the disk. Thread-safe.</summary>
internal sealed class RefusalLog(ILogger<RefusalLog> logger, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long? _writtenAt;
    private long _unwritten;

    /// <summary>Somebody showed nothing, or something that is unknown or expired.</summary>
    public void Unauthenticated(string peer, string method, string why)
    {
        if (TakeTurn() is { } before)
            SessionLog.Unauthenticated(logger, peer, method, why, before);
    }

    /// <summary>A method is mapped that no rule names.</summary>
    public void Unlisted(string method)
    {
        if (TakeTurn() is not null)
            SessionLog.Unlisted(logger, method);
    }

    private long? TakeTurn()
    {
        lock (_gate)
        {
            if (_writtenAt is { } at && time.GetElapsedTime(at) < Interval)
            {
                _unwritten++;
                return null;
            }

            var before = _unwritten;
            (_writtenAt, _unwritten) = (time.GetTimestamp(), 0);
            return before;
        }
    }
}
