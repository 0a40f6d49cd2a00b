using RobotPolicy.Control.Timing;

namespace RobotPolicy.Tests.Timing;

/// <summary>What a thread has used, as the test says.</summary>
internal sealed class FakeThreadUsage : IThreadUsage
{
    public ThreadUsage Used { get; set; } = new(1, 1);

    public ThreadUsage Read() => Used;
}
