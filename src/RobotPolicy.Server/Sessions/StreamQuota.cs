namespace RobotPolicy.Server.Sessions;

/// <summary>
/// Bounds the streams that one subject holds open, so that clients that never read exhaust nothing. Streams that the robot's
/// operation depends on count apart from those that only look: a forest of watchers leaves room for the operator's own
/// heartbeat. Thread-safe.
/// </summary>
/// <param name="maxWatching">Most streams that only look, of one subject.</param>
/// <param name="maxOperating">Most other streams of one subject.</param>
public sealed class StreamQuota(int maxWatching, int maxOperating)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Subject, bool Operating), int> _open = [];

    /// <summary>Counts a stream in, unless the subject has as many as it may.</summary>
    public bool TryEnter(string subject, bool operating)
    {
        lock (_gate)
        {
            var open = _open.GetValueOrDefault((subject, operating));
            if (open >= (operating ? maxOperating : maxWatching))
                return false;
            _open[(subject, operating)] = open + 1;
            return true;
        }
    }

    /// <summary>Counts a stream out that was counted in.</summary>
    public void Leave(string subject, bool operating)
    {
        lock (_gate)
        {
            var left = _open[(subject, operating)] - 1;
            if (left == 0)
                _open.Remove((subject, operating));
            else
                _open[(subject, operating)] = left;
        }
    }
}
