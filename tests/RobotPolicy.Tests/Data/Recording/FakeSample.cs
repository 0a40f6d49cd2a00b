using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Data.Recording;

/// <summary>A sample that counts how often its memory was returned.</summary>
internal sealed class FakeSample : RosSample
{
    private readonly byte[] _cdr;

    public FakeSample(int length, long receivedNs = 0, byte fill = 0)
    {
        _cdr = new byte[length];
        _cdr.AsSpan().Fill(fill);
        (_cdr[0], _cdr[1]) = (0, 1);
        Arm(1_700_000_000_000_000_000, receivedNs);
    }

    public override ReadOnlySpan<byte> Cdr => _cdr;

    public int Recycled { get; private set; }

    /// <summary>What happens when the memory is returned.</summary>
    public Action? Returned { get; init; }

    protected override void Recycle()
    {
        Recycled++;
        Returned?.Invoke();
    }
}
