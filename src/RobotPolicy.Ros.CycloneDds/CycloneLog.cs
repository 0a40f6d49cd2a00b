using System.Text;
using RobotPolicy.Ros.CycloneDds.Interop;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// The native log, which is one per process. Native threads only append to a bounded queue; the house-keeping thread of a transport
/// hands the lines to the sinks of the domain that they belong to, so that a slow sink never holds up a native thread.
/// </summary>
internal static class CycloneLog
{
    internal const int LinesPerSecondAndSeverity = 10;

    private const string NativeSource = "cyclonedds";
    private const uint NoDomain = uint.MaxValue;
    private const int QueueCapacity = 256;
    private const int RecentCapacity = 16;

    private static readonly Lock Gate = new();
    private static readonly LogRateLimiter[] Limiters = CreateLimiters();
    private static readonly Queue<(uint DomainId, CycloneLogEntry Entry)> Pending = new(QueueCapacity);
    private static readonly Queue<(long Sequence, CycloneLogEntry Entry)> Recent = new(RecentCapacity);
    private static readonly List<Registration> Sinks = [];
    private static long _sequence;
    private static bool _isInstalled;

    /// <summary>Number of lines so far; a mark for <see cref="GetErrorsSince"/>.</summary>
    internal static long Sequence
    {
        get
        {
            lock (Gate)
                return _sequence;
        }
    }

    /// <summary>Redirects the native log to this class, once.</summary>
    internal static void Install()
    {
        lock (Gate)
        {
            if (_isInstalled)
                return;
            _isInstalled = true;
        }

        DdsLogSink.Install();
    }

    /// <summary>Adds a sink for one domain and for lines that belong to none. Dispose the result to remove it.</summary>
    internal static IDisposable Register(uint domainId, Action<CycloneLogEntry> sink)
    {
        Registration registration = new(domainId, sink);
        lock (Gate)
            Sinks.Add(registration);
        return registration;
    }

    /// <summary>Called by the native log on any thread.</summary>
    internal static void AddNative(CycloneLogSeverity severity, uint domainId, ReadOnlySpan<byte> utf8)
    {
        if (!Limiters[(int)severity].TryPass())
            return;
        CycloneLogEntry entry = new(severity, NativeSource, Encoding.UTF8.GetString(utf8).TrimEnd());
        Registration[] sinks;
        lock (Gate)
        {
            _sequence++;
            if (Recent.Count == RecentCapacity)
                _ = Recent.Dequeue();
            Recent.Enqueue((_sequence, entry));
            if (severity != CycloneLogSeverity.Fatal)
            {
                // The limiters hold the flow far below what one delivery drains; a full queue means that no transport lives.
                if (Pending.Count == QueueCapacity)
                    _ = Pending.Dequeue();
                Pending.Enqueue((domainId, entry));
                return;
            }

            sinks = [.. Sinks];
        }

        // The library aborts the process as soon as this returns: there is no later.
        foreach (var sink in sinks)
            sink.Write(domainId, entry);
    }

    /// <summary>Hands what has gathered to the sinks. Not on a native thread.</summary>
    internal static void Deliver()
    {
        (uint DomainId, CycloneLogEntry Entry)[] pending;
        Registration[] sinks;
        lock (Gate)
        {
            for (var severity = 0; severity < Limiters.Length; severity++)
            {
                if (Limiters[severity].TryTakeSuppressed(out var count))
                    Pending.Enqueue((NoDomain, CreateSuppressedEntry((CycloneLogSeverity)severity, count)));
            }

            if (Pending.Count == 0)
                return;
            pending = [.. Pending];
            Pending.Clear();
            sinks = [.. Sinks];
        }

        foreach (var (domainId, entry) in pending)
        {
            foreach (var sink in sinks)
                sink.Write(domainId, entry);
        }
    }

    /// <summary>Error lines since a mark, for the text of an exception.</summary>
    internal static IReadOnlyList<string> GetErrorsSince(long sequence)
    {
        lock (Gate)
        {
            return
            [
                .. Recent
                    .Where(line => line.Sequence > sequence && line.Entry.Severity >= CycloneLogSeverity.Error)
                    .Select(line => line.Entry.Message),
            ];
        }
    }

    private static CycloneLogEntry CreateSuppressedEntry(CycloneLogSeverity severity, long count) =>
        new(severity, NativeSource, $"{count} more lines of this severity were suppressed.");

    private static LogRateLimiter[] CreateLimiters() =>
        [.. Enum.GetValues<CycloneLogSeverity>().Select(_ => new LogRateLimiter(LinesPerSecondAndSeverity, TimeProvider.System))];

    private sealed class Registration(uint domainId, Action<CycloneLogEntry> sink) : IDisposable
    {
        internal void Write(uint lineDomainId, CycloneLogEntry entry)
        {
            if (lineDomainId != domainId && lineDomainId != NoDomain)
                return;
            try
            {
                sink(entry);
            }
            catch (Exception)
            {
                // A log that fails has nowhere to say so, and must not take the transport with it.
            }
        }

        public void Dispose()
        {
            lock (Gate)
                _ = Sinks.Remove(this);
        }
    }
}
