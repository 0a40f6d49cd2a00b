using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Observations;

/// <summary>
/// The newest pictures of one camera and, for policies that look back, some of the pictures before them. One receive thread offers
/// frames, readers take references, and nobody waits. The control thread reads only the numbers.
/// </summary>
public sealed class CameraSlot : IDisposable
{
    private readonly FrameRing _newest;
    private readonly object _pastGate = new();
    private FrameRing? _past;
    private FrameRing? _wantedPast;
    private long _pastSpacingNs = long.MaxValue;
    private long _pastReachNs;
    private long _lastPastNs = long.MinValue / 2;
    private long _count;
    private long _newestStampNs;
    private long _invalidCount;
    private long _consecutiveInvalid;
    private int _lastFault;
    private int _closed;

    /// <summary>Creates an empty slot.</summary>
    /// <param name="name">Name of the camera.</param>
    /// <param name="limits">How far stamps may be from reception.</param>
    /// <param name="capacity">Frames kept; they must reach back as far as the slowest camera lags behind this one.</param>
    public CameraSlot(string name, StampLimits limits, int capacity = DefaultCapacity)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Name = name;
        Stamps = new StampTracker(limits);
        _newest = new FrameRing(capacity);
    }

    /// <summary>Frames kept by default.</summary>
    public const int DefaultCapacity = 6;

    /// <summary>Most pictures kept for looking back: they hold memory of the transport.</summary>
    public const int MaxPastFrames = 64;

    /// <summary>Name of the camera.</summary>
    public string Name { get; }

    /// <summary>Judge of the stamps, with its drop counts.</summary>
    public StampTracker Stamps { get; }

    /// <summary>Frames accepted so far.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Time of the newest frame on the monotonic clock; meaningless while <see cref="Count"/> is 0.</summary>
    public long NewestStampNs => Volatile.Read(ref _newestStampNs);

    /// <summary>Messages rejected as unusable so far.</summary>
    public long InvalidCount => Volatile.Read(ref _invalidCount);

    /// <summary>Messages rejected as unusable since the last accepted one.</summary>
    public long ConsecutiveInvalidCount => Volatile.Read(ref _consecutiveInvalid);

    /// <summary>Why the last unusable message was rejected.</summary>
    public CameraFault LastFault => (CameraFault)Volatile.Read(ref _lastFault);

    /// <summary>
    /// Offers one frame. Receive thread. The slot takes over the caller's reference in every case: it keeps an accepted frame,
    /// lets the oldest one go, and lets a refused frame go at once.
    /// </summary>
    /// <param name="frame">The frame; its stamp on the publisher's clock judges the order.</param>
    /// <param name="receivedNs">Reception on the monotonic clock.</param>
    public StampVerdict Offer(ImageFrame frame, long receivedNs)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var stampNs = frame.TimeNs;
        var verdict = Volatile.Read(ref _closed) != 0
            ? StampVerdict.TooOld
            : Stamps.Judge(frame.StampUnixNs, ref stampNs, receivedNs);
        if (verdict != StampVerdict.Accepted)
        {
            frame.Release();
            if (verdict == StampVerdict.Future)
                Reject(CameraFault.StampFuture);
            else if (verdict == StampVerdict.TooOld)
                Reject(CameraFault.StampTooOld);
            return verdict;
        }

        KeepPast(frame, stampNs);
        _newest.Put(frame, stampNs);
        Volatile.Write(ref _newestStampNs, stampNs);
        Volatile.Write(ref _consecutiveInvalid, 0);
        Volatile.Write(ref _count, _count + 1);
        return StampVerdict.Accepted;
    }

    /// <summary>Counts a message that is not a usable picture. Receive thread.</summary>
    public void Reject(CameraFault fault)
    {
        Volatile.Write(ref _lastFault, (int)fault);
        Volatile.Write(ref _invalidCount, _invalidCount + 1);
        Volatile.Write(ref _consecutiveInvalid, _consecutiveInvalid + 1);
    }

    /// <summary>Takes a reference to the frame whose time is nearest to an instant. Any thread.</summary>
    /// <param name="timeNs">The instant on the monotonic clock.</param>
    /// <param name="frame">The frame; the caller releases it.</param>
    /// <param name="notAfterNs">Newest time that counts: what comes in while somebody looks is then not looked at. None unless told.</param>
    /// <returns><see langword="false"/> if there is none.</returns>
    public bool TryTakeNearest(long timeNs, out ImageFrame? frame, long notAfterNs = long.MaxValue)
    {
        var past = Volatile.Read(ref _past);
        if (past is not null && past.Distance(timeNs, notAfterNs) < _newest.Distance(timeNs, notAfterNs)
            && past.TryTakeNearest(timeNs, notAfterNs, out frame))
            return true;
        return _newest.TryTakeNearest(timeNs, notAfterNs, out frame);
    }

    /// <summary>
    /// Keeps pictures to look back to from now on: one in each spacing, back to a reach. What several ask for is all kept, but never
    /// more than <see cref="MaxPastFrames"/>: they are then further apart. Set-up; any thread.
    /// </summary>
    /// <param name="spacingNs">Distance between two of them, in nanoseconds; the camera's own may be larger.</param>
    /// <param name="reachNs">How far they reach back, in nanoseconds.</param>
    public void KeepPast(long spacingNs, long reachNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spacingNs);
        lock (_pastGate)
        {
            var (spacing, reach) = (Math.Min(spacingNs, _pastSpacingNs), Math.Max(reachNs, _pastReachNs));
            spacing = Math.Max(spacing, reach / (MaxPastFrames - 4));
            if (spacing == _pastSpacingNs && reach == _pastReachNs)
                return;
            (_pastReachNs, _wantedPast) = (reach, new FrameRing((int)(reach / spacing) + 3));
            Volatile.Write(ref _pastSpacingNs, spacing);
        }
    }

    /// <summary>Lets all frames go and refuses new ones.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _closed, 1);
        _newest.Close();
        Volatile.Read(ref _past)?.Close();
    }

    /// <summary>Receive thread: the only one that fills rings, so that it alone may exchange them.</summary>
    private void KeepPast(ImageFrame frame, long stampNs)
    {
        if (Interlocked.Exchange(ref _wantedPast, null) is { } wanted)
        {
            var before = _past;
            Volatile.Write(ref _past, wanted);
            before?.MoveTo(wanted);
        }

        if (_past is null || stampNs < _lastPastNs + Volatile.Read(ref _pastSpacingNs))
            return;
        frame.Retain();
        _past.Put(frame, stampNs);
        _lastPastNs = stampNs;
        if (Volatile.Read(ref _closed) != 0)
            _past.Close();
    }
}
