namespace RobotPolicy.Control.Loop;

/// <summary>
/// Sees every tick, on the control thread: does not block, allocate or throw. One that throws is counted and the tick goes on.
/// </summary>
public interface ITickSink
{
    /// <summary>One tick is over.</summary>
    /// <param name="tick">The tick; the arrays in it are valid until the call returns.</param>
    void OnTick(in TickRecord tick);
}
