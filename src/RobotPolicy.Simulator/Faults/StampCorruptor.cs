namespace RobotPolicy.Simulator.Faults;

/// <summary>Falsifies the stamps of one stream of messages. Used by the thread that publishes the stream.</summary>
internal sealed class StampCorruptor
{
    private long _before;
    private long _last;
    private bool _odd;

    /// <summary>The stamp to publish in place of a true one; true stamps come in order.</summary>
    internal long Apply(StampFault fault, long stampNs)
    {
        // Just older than the stamp of two messages ago, which is older than that of the last one.
        const long LittleNs = 1_000;
        const long JumpNs = 10_000_000_000;
        _odd = !_odd;
        var published = fault switch
        {
            StampFault.ClockBack => stampNs - JumpNs,
            StampFault.ClockAhead => stampNs + JumpNs,
            _ => stampNs,
        };
        if (_odd && _before != 0)
        {
            published = fault switch
            {
                StampFault.Duplicated => _last,
                StampFault.Reordered => _before - LittleNs,
                _ => published,
            };
        }

        _before = _last;
        _last = stampNs;
        return published;
    }
}
