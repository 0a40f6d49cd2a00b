using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Transport;

/// <summary>A sample that counts how often its memory was returned.</summary>
internal sealed class TestSample : RosSample
{
    public TestSample() => Arm(1, 2);

    public int Recycled { get; private set; }

    public override ReadOnlySpan<byte> Cdr => [0, 1, 0, 0, 1];

    protected override void Recycle() => Recycled++;
}
