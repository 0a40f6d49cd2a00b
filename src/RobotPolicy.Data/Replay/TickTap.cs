using RobotPolicy.Control.Loop;

namespace RobotPolicy.Data.Replay;

/// <summary>Keeps the last tick of the replayed loop, whose arrays are the loop's own.</summary>
internal sealed class TickTap : ITickSink
{
    private TickRecord _tick;

    public ref readonly TickRecord Tick => ref _tick;

    public void OnTick(in TickRecord tick) => _tick = tick;
}
