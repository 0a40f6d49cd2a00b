using RobotPolicy.Ros.CycloneDds.Interop;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>A subscription over one native reader. The transport's receive thread calls <see cref="Drain"/> when samples wait.</summary>
internal sealed class CycloneSubscription(
    CycloneDdsTransport owner,
    string topic,
    RosMessageType type,
    DdsReader reader,
    IRosSampleHandler handler)
    : CycloneEndpoint(owner, topic, type, RosEndpointKind.Subscription), IRosSubscription
{
    private readonly DrainGate _drain = new();
    private long _received;
    private long _handlerFaults;
    private long _reportedHandlerFaults;
    private long _rejected;
    private long _takeFailures;
    private long _reportedTakeFailures;
    private int _lastTakeFailureCode;
    private Exception? _lastHandlerFault;

    /// <inheritdoc/>
    public long ReceivedCount => Interlocked.Read(ref _received);

    /// <summary>Exceptions that the handler threw.</summary>
    internal long HandlerFaults => Interlocked.Read(ref _handlerFaults);

    /// <summary>Samples too long to hand out.</summary>
    internal long RejectedSamples => Interlocked.Read(ref _rejected);

    /// <summary>Native condition that is triggered while samples wait.</summary>
    internal int ReadCondition => reader.Condition;

    /// <summary>Hands one batch of waiting samples to the handler. Receive thread only.</summary>
    /// <param name="batch">Scratch space.</param>
    /// <returns>0 or more, or the library's return code when it failed.</returns>
    internal int Drain(Span<DdsSample> batch)
    {
        if (!_drain.TryBegin())
            return 0;
        try
        {
            var count = reader.Take(batch);
            if (count > 0)
                Deliver(batch[..count]);
            return count;
        }
        finally
        {
            if (_drain.End())
            {
                DeleteReader();
                _drain.Complete();
            }
        }
    }

    /// <summary>Says that <see cref="Drain"/> failed; logged by the house-keeping. Receive thread only.</summary>
    internal void NoteTakeFailure(int code)
    {
        Volatile.Write(ref _lastTakeFailureCode, code);
        _ = Interlocked.Increment(ref _takeFailures);
    }

    internal override void Close()
    {
        if (_drain.Close())
        {
            DeleteReader();
            return;
        }

        // A handler that closes its own subscription returns at once; its caller deletes the reader.
        if (Owner.IsReceiveThread || SpinWait.SpinUntil(() => _drain.HasEnded, Owner.StopTimeout))
            return;
        Owner.Log(
            CycloneLogSeverity.Error,
            $"The handler of {Topic} did not return within {Owner.StopTimeout.TotalSeconds} s of the disposal of its subscription.");
    }

    internal override void ReportFaults()
    {
        var handlerFaults = HandlerFaults;
        var newFaults = handlerFaults - Interlocked.Exchange(ref _reportedHandlerFaults, handlerFaults);
        if (newFaults > 0)
        {
            Owner.Log(
                CycloneLogSeverity.Error,
                $"The handler of {Topic} threw {newFaults} times, and as many samples are lost. The last: {Volatile.Read(ref _lastHandlerFault)}");
        }

        var takeFailures = Interlocked.Read(ref _takeFailures);
        var newFailures = takeFailures - Interlocked.Exchange(ref _reportedTakeFailures, takeFailures);
        if (newFailures > 0)
        {
            Owner.Log(
                CycloneLogSeverity.Error,
                $"Taking samples of {Topic} failed {newFailures} times: {DdsReturnCode.Describe(Volatile.Read(ref _lastTakeFailureCode))}.");
        }
    }

    protected override DdsEndpointState ReadState() => reader.GetState();

    private void Deliver(ReadOnlySpan<DdsSample> samples)
    {
        var receiveTimeNs = Owner.GetMonotonicNs();
        foreach (var native in samples)
        {
            if (!native.IsValid || _drain.IsClosed)
            {
                native.Release();
                continue;
            }

            if (!native.TryOpen(out var bytes))
            {
                _ = Interlocked.Increment(ref _rejected);
                native.Release();
                continue;
            }

            var sample = Owner.Pool.Rent();
            sample.Fill(Owner.Domain, native, bytes, receiveTimeNs);
            _ = Interlocked.Increment(ref _received);
            try
            {
                handler.OnSample(sample);
            }
            catch (Exception exception)
            {
                Volatile.Write(ref _lastHandlerFault, exception);
                _ = Interlocked.Increment(ref _handlerFaults);
            }
            finally
            {
                sample.Release();
            }
        }
    }

    private void DeleteReader()
    {
        if (!Guard.TryClose())
            return;
        reader.Delete();
        _ = Guard.WaitForIdle(Owner.StopTimeout);
    }
}
