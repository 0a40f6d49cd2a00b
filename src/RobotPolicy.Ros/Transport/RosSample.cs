using System.Diagnostics;

namespace RobotPolicy.Ros.Transport;

/// <summary>
/// One received message, still serialised, in memory that the transport owns. Reference-counted and pooled by the transport,
/// so that recording, control and inference share the same bytes without a copy and without garbage.
/// </summary>
public abstract class RosSample
{
    private int _references;

    /// <summary>The 4-byte encapsulation header and the CDR payload. Valid while a reference is held.</summary>
    public abstract ReadOnlySpan<byte> Cdr { get; }

    /// <summary>The publisher's clock when it published, in nanoseconds since the Unix epoch.</summary>
    public long SourceTimeUnixNs { get; protected set; }

    /// <summary>The monotonic clock of this process when the sample was taken, in nanoseconds.</summary>
    public long ReceiveTimeNs { get; protected set; }

    /// <summary>Holds the sample beyond the handler's call. Any thread.</summary>
    public void Retain()
    {
        var before = Interlocked.Increment(ref _references) - 1;
        Debug.Assert(before > 0, "A sample that nobody holds was retained.");
    }

    /// <summary>Lets the sample go; the last release returns its memory to the transport. Any thread.</summary>
    public void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        Debug.Assert(left >= 0, "A sample was released more often than it was retained.");
        if (left == 0)
            Recycle();
    }

    /// <summary>Called by the transport before it hands a pooled sample out: the transport then holds the only reference.</summary>
    protected void Arm(long sourceTimeUnixNs, long receiveTimeNs)
    {
        SourceTimeUnixNs = sourceTimeUnixNs;
        ReceiveTimeNs = receiveTimeNs;
        Volatile.Write(ref _references, 1);
    }

    /// <summary>Returns the memory. Called once, by whichever thread released last.</summary>
    protected abstract void Recycle();
}
