using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Benchmarks.Receive;

/// <summary>A message in memory that does not move, as a transport's; received again and again.</summary>
internal sealed class ReceivedSample : RosSample
{
    private readonly byte[] _cdr;

    public ReceivedSample(ReadOnlySpan<byte> cdr)
    {
        _cdr = GC.AllocateUninitializedArray<byte>(cdr.Length, pinned: true);
        cdr.CopyTo(_cdr);
    }

    public override ReadOnlySpan<byte> Cdr => _cdr;

    /// <summary>Arrives; the caller then holds the only reference.</summary>
    public void Arrive(long nowNs) => Arm(nowNs, nowNs);

    protected override void Recycle()
    {
    }
}
