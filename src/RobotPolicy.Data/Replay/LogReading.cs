using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Data.Replay;

/// <summary>
/// What a recording of the service holds, read once from end to end: its ticks and events, and no pictures. Memory does not grow with its
/// length, and what is read of one tick is written over by the next, so that nothing is left to collect.
/// </summary>
public sealed class LogReading
{
    private const double ProgressStep = 0.005;

    private const int BreathMessages = 16;

    // Only the chunks of ticks and events are read, one after the other: one buffer serves all of them.
    private static readonly BagReadOptions Options = new() { Limits = new McapLimits { ChunkCacheBytes = 1 } };

    private LogReading(LogFacts facts, LogClock clock, TimeSpan duration, ReplayTrace trace, IReadOnlyList<string> warnings, IReadOnlyList<string> problems) =>
        (Facts, Clock, Duration, Trace, Warnings, Problems) = (facts, clock, duration, trace, warnings, problems);

    /// <summary>What stands at its beginning.</summary>
    public LogFacts Facts { get; }

    /// <summary>Its times.</summary>
    public LogClock Clock { get; }

    /// <summary>From its first to its last message.</summary>
    public TimeSpan Duration { get; }

    /// <summary>What was seen of it.</summary>
    public ReplayTrace Trace { get; }

    /// <summary>Which files lack their end, as sentences: what is being written always does.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>What else could not be read, as sentences.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Reads one.</summary>
    /// <param name="path">A bag's folder or an MCAP file.</param>
    /// <param name="bins">Most bins of each curve.</param>
    /// <param name="progress">Told how far it is, 0…1; nobody where it is <see langword="null"/>.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="breathe">Called every few messages, so that it can rest; nobody where it is <see langword="null"/>.</param>
    /// <param name="part">What of it is read, from and to a moment on its monotonic clock, in nanoseconds; all of it unless told.</param>
    /// <exception cref="BagException">It is damaged, or no recording of this service.</exception>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static LogReading Read(string path, int bins, Action<double>? progress, CancellationToken stop, Action? breathe = null, (long FromNs, long ToNs)? part = null)
    {
        using var bag = BagReader.Open(path, Options);
        stop.ThrowIfCancellationRequested();
        var facts = LogFacts.Read(bag.Files[0]);
        var (start, end) = (bag.StartTime ?? 0, bag.EndTime ?? 0);
        bins = BinsOf(bins, facts.Profile.Robot.Joints.Count);
        var trace = new ReplayTrace(facts.Profile.Robot, facts.RateHz, bins) { WidthNs = WidthOf(end - start, facts.RateHz, bins) };
        var topic = LogTypes.TopicOf(facts.NodeName, LogTypes.Tick);
        var clock = new LogClock(start, facts.OffsetNs);
        var messages = bag.ReadMessages(new BagQuery
        {
            Topics = [topic, LogTypes.TopicOf(facts.NodeName, LogTypes.Event)],
            StartTime = part is { } from ? clock.LogTimeOf(from.FromNs) : 0,
            EndTime = part is { } to ? clock.LogTimeOf(to.ToNs) + 1 : null,
        });
        var tick = new LoggedTick();
        var (malformed, told, count) = (0L, 0.0, 0L);
        while (messages.Read(out var message))
        {
            stop.ThrowIfCancellationRequested();
            if (++count % BreathMessages == 0)
                breathe?.Invoke();
            if (bag.Topics[message.Topic].Name != topic)
            {
                if (EventCodec.Read(message.Data.Span, out _) is { } item)
                    trace.OnEvent(item);
                else
                    malformed++;
            }
            else if (TickCodec.TryRead(message.Data.Span, tick, out _) && LogStream.Fits(tick.Record, facts.Profile.Robot))
            {
                trace.OnRecorded(tick);
            }
            else
            {
                malformed++;
            }

            var share = end > start ? (message.LogTime - start) / (double)(end - start) : 1;
            if (progress is not null && share - told >= ProgressStep)
                progress(told = share);
        }

        trace.Finish();
        return new LogReading(
            facts, clock, TimeSpan.FromTicks((long)((end - start) / TimeSpan.NanosecondsPerTick)), trace,
            bag.Warnings, malformed > 0 ? [$"{malformed} records of the service could not be decoded"] : []);
    }

    /// <summary>As many bins as are wanted, or fewer where the curves of a robot with many joints would become too large for one message.</summary>
    /// <param name="wanted">Bins that are wanted.</param>
    /// <param name="joints">Joints of the robot.</param>
    public static int BinsOf(int wanted, int joints) => Math.Min(wanted, Math.Max(LeastBins, MaxValues / (CurvesOfJoint * Math.Max(1, joints))));

    /// <summary>
    /// Width of a bin, in nanoseconds, with which a recording of known length fills its bins: at least a control period.
    /// </summary>
    /// <param name="lengthNs">From its first to its last message.</param>
    /// <param name="rateHz">Ticks a second.</param>
    /// <param name="bins">Most bins.</param>
    public static long WidthOf(ulong lengthNs, double rateHz, int bins) =>
        Math.Max((long)Math.Min(lengthNs / (ulong)bins, MaxWidthNs) + 1, (long)(NanosecondsPerSecond / rateHz));

    // Commands and measured positions, commands of the replay and their differences, least and greatest of each.
    private const int CurvesOfJoint = 8;
    private const int LeastBins = 100;
    private const int MaxValues = 400_000;
    private const double NanosecondsPerSecond = 1e9;
    private const ulong MaxWidthNs = 1UL << 61;
}
