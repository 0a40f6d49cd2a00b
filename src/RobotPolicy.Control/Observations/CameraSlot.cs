using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Observations;

/// <summary>
/// The newest pictures of one camera. One receive thread offers frames, readers take references; a frame changes hands by an
/// atomic exchange, so nobody waits and no frame is retained after it was let go. The control thread reads only the numbers.
/// </summary>
public sealed class CameraSlot : IDisposable
{
    private readonly ImageFrame?[] _frames;
    private readonly long[] _stampsNs;
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
        _frames = new ImageFrame?[capacity];
        _stampsNs = new long[capacity];
    }

    /// <summary>Frames kept by default.</summary>
    public const int DefaultCapacity = 6;

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

        var slot = (int)(_count % _frames.Length);
        Volatile.Write(ref _stampsNs[slot], stampNs);
        Interlocked.Exchange(ref _frames[slot], frame)?.Release();
        Volatile.Write(ref _newestStampNs, stampNs);
        Volatile.Write(ref _consecutiveInvalid, 0);
        Volatile.Write(ref _count, _count + 1);

        // A frame that slipped in while the slot was being closed must not stay behind.
        if (Volatile.Read(ref _closed) != 0)
            Interlocked.Exchange(ref _frames[slot], null)?.Release();
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
    /// <returns><see langword="false"/> if there is none.</returns>
    public bool TryTakeNearest(long timeNs, out ImageFrame? frame)
    {
        // The receive thread may replace the chosen frame meanwhile; the next one is then taken from what is there now.
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var count = Volatile.Read(ref _count);
            if (count == 0)
                break;
            var slot = Nearest(timeNs, (int)Math.Min(count, _frames.Length));
            frame = Interlocked.Exchange(ref _frames[slot], null);
            if (frame is null)
                continue;

            // The slot's reference is now ours. A second one is made for the slot, unless it has been filled anew meanwhile.
            frame.Retain();
            if (Interlocked.CompareExchange(ref _frames[slot], frame, null) is not null)
                frame.Release();
            if (Volatile.Read(ref _closed) != 0)
                Interlocked.Exchange(ref _frames[slot], null)?.Release();
            return true;
        }

        frame = null;
        return false;
    }

    /// <summary>Lets all frames go and refuses new ones.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _closed, 1);
        for (var slot = 0; slot < _frames.Length; slot++)
            Interlocked.Exchange(ref _frames[slot], null)?.Release();
    }

    private int Nearest(long timeNs, int filled)
    {
        var best = 0;
        var bestDistance = ulong.MaxValue;
        for (var slot = 0; slot < filled; slot++)
        {
            var stampNs = Volatile.Read(ref _stampsNs[slot]);
            var distance = stampNs > timeNs ? unchecked((ulong)(stampNs - timeNs)) : unchecked((ulong)(timeNs - stampNs));
            if (distance >= bestDistance)
                continue;
            best = slot;
            bestDistance = distance;
        }

        return best;
    }

    private const int MaxAttempts = 4;
}
