namespace RobotPolicy.Ros.Transport;

/// <summary>A payload as one subscription received it: the receive stamp differs between subscriptions, the bytes do not.</summary>
internal sealed class InMemorySample(InMemoryPool pool) : RosSample
{
    private InMemoryPayload? _payload;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Cdr =>
        (Volatile.Read(ref _payload) ?? throw new InvalidOperationException("A sample was read after its last reference was released.")).Cdr;

    /// <summary>Takes over the caller's reference to the payload.</summary>
    public void Fill(InMemoryPayload payload, long receiveTimeNs)
    {
        Volatile.Write(ref _payload, payload);
        Arm(payload.SourceTimeUnixNs, receiveTimeNs);
    }

    /// <inheritdoc/>
    protected override void Recycle()
    {
        Interlocked.Exchange(ref _payload, null)?.Release();
        pool.Return(this);
    }
}
