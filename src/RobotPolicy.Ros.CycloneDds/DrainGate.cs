namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// Keeps the receive thread and the thread that closes a subscription apart without a lock that a handler could be caught in. Whoever
/// is last deletes the native reader, so that a handler which closes its own subscription does not wait for itself.
/// </summary>
internal sealed class DrainGate
{
    private const int Idle = 0;
    private const int Draining = 1;
    private const int Closed = 2;
    private const int ClosedWhileDraining = 3;

    private int _state;

    internal bool IsClosed => Volatile.Read(ref _state) >= Closed;

    /// <summary>Whether nobody drains and nobody will again.</summary>
    internal bool HasEnded => Volatile.Read(ref _state) == Closed;

    /// <summary>Begins to drain, unless closed. Pair with <see cref="End"/>. Receive thread only.</summary>
    internal bool TryBegin() => Interlocked.CompareExchange(ref _state, Draining, Idle) == Idle;

    /// <summary>Whether the gate was closed meanwhile, so that the caller deletes the reader and then calls <see cref="Complete"/>.</summary>
    internal bool End() => Interlocked.CompareExchange(ref _state, Idle, Draining) != Draining;

    /// <summary>Says that the reader is deleted.</summary>
    internal void Complete() => Volatile.Write(ref _state, Closed);

    /// <summary>Closes the gate.</summary>
    /// <returns>Whether the caller deletes the reader; otherwise the receive thread does, or somebody closed before.</returns>
    internal bool Close()
    {
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                case Idle:
                    if (Interlocked.CompareExchange(ref _state, Closed, Idle) == Idle)
                        return true;
                    break;
                case Draining:
                    if (Interlocked.CompareExchange(ref _state, ClosedWhileDraining, Draining) == Draining)
                        return false;
                    break;
                default:
                    return false;
            }
        }
    }
}
