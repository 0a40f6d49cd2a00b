namespace RobotPolicy.Control.Loop;

/// <summary>
/// Numbers the stretches of uninterrupted execution. A start, a hold, a stop, a fault and a resume each begin a new one, and
/// whatever was computed for an older one is thrown away. Raised by the control thread alone; read from any thread.
/// </summary>
public sealed class EpochSource
{
    private long _current;

    /// <summary>The epoch now; 0 before the first.</summary>
    public long Current => Volatile.Read(ref _current);

    /// <summary>Begins the next epoch.</summary>
    public long Raise()
    {
        Volatile.Write(ref _current, _current + 1);
        return _current;
    }
}
