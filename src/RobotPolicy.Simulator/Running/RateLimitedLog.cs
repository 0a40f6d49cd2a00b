namespace RobotPolicy.Simulator.Running;

/// <summary>
/// Writes warnings as lines, each kind at most once per interval with the number left out in between: a peer that sends rubbish
/// at 1 kHz must not fill the disk. Any thread.
/// </summary>
internal sealed class RateLimitedLog
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly TextWriter _writer;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Written, int Suppressed)> _kinds = [];

    /// <summary>Writes to the given writer.</summary>
    internal RateLimitedLog(TextWriter writer, TimeProvider time)
    {
        _writer = writer;
        _time = time;
    }

    /// <summary>Writes one warning.</summary>
    /// <param name="kind">What is limited together, such as a topic.</param>
    /// <param name="message">The line.</param>
    internal void Warn(string kind, string message)
    {
        lock (_gate)
        {
            var known = _kinds.TryGetValue(kind, out var last);
            if (known && _time.GetElapsedTime(last.Written) < Interval)
            {
                _kinds[kind] = (last.Written, last.Suppressed + 1);
                return;
            }

            _kinds[kind] = (_time.GetTimestamp(), 0);
            var more = known && last.Suppressed > 0 ? $" ({last.Suppressed} more like this before)" : "";
            _writer.WriteLine($"WARN {kind}: {message}{more}");
        }
    }

    /// <summary>Writes one line that is never left out.</summary>
    internal void Write(string message)
    {
        lock (_gate)
            _writer.WriteLine(message);
    }
}
