using RobotPolicy.Control.Timing;

namespace RobotPolicy.Tests.Loop;

/// <summary>Time that moves only when told; sleeping moves it.</summary>
internal sealed class FakeClock : ITickClock
{
    public long NowNs { get; set; } = 1_000_000_000;

    public long OversleepNs { get; set; }

    public void SleepUntil(long deadlineNs)
    {
        NowNs = Math.Max(NowNs, deadlineNs + OversleepNs);
        OversleepNs = 0;
    }
}
