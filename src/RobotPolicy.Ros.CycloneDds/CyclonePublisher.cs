using RobotPolicy.Ros.CycloneDds.Interop;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// A publisher over one native writer. Any thread; a publish allocates nothing. A keep-last writer never waits for its readers: the
/// library overwrites what they did not fetch. Only a keep-all writer blocks, once about half a megabyte is not acknowledged.
/// </summary>
internal sealed class CyclonePublisher(
    CycloneDdsTransport owner,
    string topic,
    RosMessageType type,
    DdsWriter writer,
    TimeSpan maxBlocking)
    : CycloneEndpoint(owner, topic, type, RosEndpointKind.Publisher), IRosPublisher
{
    /// <summary>
    /// Longest time of one native write. Longer limits are reached by trying again, because the library cannot delete a writer while a
    /// write blocks in it: with one native write of unlimited length, disposing would wait as long as a silent peer likes.
    /// </summary>
    internal static readonly TimeSpan NativeBlockingSlice = TimeSpan.FromMilliseconds(100);

    private const int EncapsulationLength = 4;

    private long _failures;
    private long _timeouts;
    private int _lastFailureCode;
    private long _reportedFailures;

    /// <summary>Publishes that the library refused.</summary>
    internal long Failures => Interlocked.Read(ref _failures);

    /// <summary>Publishes that did not fit in time.</summary>
    internal long Timeouts => Interlocked.Read(ref _timeouts);

    /// <summary>Longest time of one native write for a limit of the caller.</summary>
    internal static long GetNativeBlockingNs(TimeSpan maxBlocking) =>
        IsLongerThanSlice(maxBlocking) ? NativeBlockingSlice.Ticks * 100 : maxBlocking.Ticks * 100;

    /// <inheritdoc/>
    public PublishStatus Publish(ReadOnlySpan<byte> cdr)
    {
        if (!Guard.TryEnter())
            return PublishStatus.Disposed;
        try
        {
            // ROS readers do not check what they get: a wrong header reaches their callbacks as garbage.
            if (cdr.Length <= EncapsulationLength || cdr[0] != 0 || cdr[1] != 1)
                return Fail(Ddsc.DDS_RETCODE_BAD_PARAMETER);

            var code = writer.Write(cdr);
            if (code == Ddsc.DDS_RETCODE_TIMEOUT && IsLongerThanSlice(maxBlocking))
                code = KeepTrying(cdr);
            if (code >= 0)
                return PublishStatus.Sent;
            if (Guard.IsClosed)
                return PublishStatus.Disposed;
            if (code != Ddsc.DDS_RETCODE_TIMEOUT)
                return Fail(code);
            _ = Interlocked.Increment(ref _timeouts);
            return PublishStatus.TimedOut;
        }
        finally
        {
            Guard.Exit();
        }
    }

    internal override void Close()
    {
        if (!Guard.TryClose())
            return;
        writer.Delete();
        if (!Guard.WaitForIdle(Owner.StopTimeout))
            Owner.Log(CycloneLogSeverity.Error, $"A publish on {Topic} did not end within {Owner.StopTimeout.TotalSeconds} s of its disposal.");
    }

    internal override void ReportFaults()
    {
        var failures = Failures;
        var news = failures - Interlocked.Exchange(ref _reportedFailures, failures);
        if (news > 0)
            Owner.Log(CycloneLogSeverity.Error, $"{news} publishes on {Topic} failed: {DdsReturnCode.Describe(Volatile.Read(ref _lastFailureCode))}.");
    }

    protected override DdsEndpointState ReadState() => writer.GetState();

    private static bool IsLongerThanSlice(TimeSpan maxBlocking) =>
        maxBlocking == Timeout.InfiniteTimeSpan || maxBlocking > NativeBlockingSlice;

    private int KeepTrying(ReadOnlySpan<byte> cdr)
    {
        var start = Owner.Time.GetTimestamp();
        while (!Guard.IsClosed)
        {
            var code = writer.Write(cdr);
            if (code != Ddsc.DDS_RETCODE_TIMEOUT)
                return code;
            if (maxBlocking != Timeout.InfiniteTimeSpan && Owner.Time.GetElapsedTime(start) + NativeBlockingSlice >= maxBlocking)
                return code;
        }

        return Ddsc.DDS_RETCODE_ALREADY_DELETED;
    }

    private PublishStatus Fail(int code)
    {
        Volatile.Write(ref _lastFailureCode, code);
        _ = Interlocked.Increment(ref _failures);
        return PublishStatus.Failed;
    }
}
