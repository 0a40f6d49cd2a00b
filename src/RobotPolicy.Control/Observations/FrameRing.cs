using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Observations;

/// <summary>
/// The last frames that were put into it. One thread puts, any thread takes references; a frame changes hands by an atomic exchange,
/// so nobody waits and no frame is retained after it was let go.
/// </summary>
/// <param name="capacity">Frames kept.</param>
internal sealed class FrameRing(int capacity)
{
    private const int MaxAttempts = 4;
    private readonly ImageFrame?[] _frames = new ImageFrame?[capacity];
    private readonly long[] _stampsNs = new long[capacity];
    private long _count;
    private int _closed;

    /// <summary>Frames kept.</summary>
    public int Capacity => _frames.Length;

    /// <summary>Takes over a reference and lets the oldest frame go.</summary>
    public void Put(ImageFrame frame, long stampNs)
    {
        var slot = (int)(_count % _frames.Length);
        Volatile.Write(ref _stampsNs[slot], stampNs);
        Interlocked.Exchange(ref _frames[slot], frame)?.Release();
        Volatile.Write(ref _count, _count + 1);

        // A frame that slipped in while the ring was being closed must not stay behind.
        if (Volatile.Read(ref _closed) != 0)
            Interlocked.Exchange(ref _frames[slot], null)?.Release();
    }

    /// <summary>Distance of the nearest frame, of those that are not newer than a limit, from an instant; the largest number where there is none.</summary>
    public ulong Distance(long timeNs, long notAfterNs) => Nearest(timeNs, notAfterNs).Distance;

    /// <summary>Takes a reference to the frame nearest to an instant, of those that are not newer than a limit.</summary>
    public bool TryTakeNearest(long timeNs, long notAfterNs, out ImageFrame? frame)
    {
        // The frame may be replaced meanwhile; the next one is then taken from what is there now.
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var slot = Nearest(timeNs, notAfterNs).Slot;
            if (slot < 0)
                break;
            frame = Interlocked.Exchange(ref _frames[slot], null);
            if (frame is null)
                continue;

            // The ring's reference is now ours. A second one is made for the ring, unless the slot has been filled anew meanwhile.
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

    /// <summary>Puts all frames into another ring, oldest first, and closes this one. The thread that puts.</summary>
    public void MoveTo(FrameRing other)
    {
        for (var index = Math.Max(0, _count - _frames.Length); index < _count; index++)
        {
            var slot = (int)(index % _frames.Length);
            if (Interlocked.Exchange(ref _frames[slot], null) is { } frame)
                other.Put(frame, _stampsNs[slot]);
        }

        Close();
    }

    /// <summary>Lets all frames go, and whatever is put later at once.</summary>
    public void Close()
    {
        Volatile.Write(ref _closed, 1);
        for (var slot = 0; slot < _frames.Length; slot++)
            Interlocked.Exchange(ref _frames[slot], null)?.Release();
    }

    private (int Slot, ulong Distance) Nearest(long timeNs, long notAfterNs)
    {
        var filled = (int)Math.Min(Volatile.Read(ref _count), _frames.Length);
        var best = -1;
        var bestDistance = ulong.MaxValue;
        for (var slot = 0; slot < filled; slot++)
        {
            var stampNs = Volatile.Read(ref _stampsNs[slot]);
            if (stampNs > notAfterNs)
                continue;
            var distance = stampNs > timeNs ? unchecked((ulong)(stampNs - timeNs)) : unchecked((ulong)(timeNs - stampNs));
            if (distance >= bestDistance && best >= 0)
                continue;
            best = slot;
            bestDistance = distance;
        }

        return (best, bestDistance);
    }
}
