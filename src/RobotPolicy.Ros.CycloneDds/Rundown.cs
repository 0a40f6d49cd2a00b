namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// Lets calls into an entity through until it is closed, and waits for those inside: a native call on a deleted domain crashes the
/// process.
/// </summary>
internal sealed class Rundown
{
    private const int ClosedBit = int.MinValue;

    private int _state;

    /// <summary>Enters, unless closed. Pair with <see cref="Exit"/>.</summary>
    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _state) > 0)
            return true;
        _ = Interlocked.Decrement(ref _state);
        return false;
    }

    internal void Exit() => _ = Interlocked.Decrement(ref _state);

    /// <summary>Whether entering fails from now on.</summary>
    internal bool IsClosed => Volatile.Read(ref _state) < 0;

    /// <summary>Lets nobody in any more.</summary>
    /// <returns><see langword="false"/> when somebody else closed before.</returns>
    internal bool TryClose() => Interlocked.Or(ref _state, ClosedBit) >= 0;

    /// <summary>
    /// Waits until nobody is inside. Spinning is right: what is inside ends within microseconds, once the entity is deleted and those
    /// who block in it are woken.
    /// </summary>
    internal bool WaitForIdle(TimeSpan timeout) => SpinWait.SpinUntil(() => Volatile.Read(ref _state) == ClosedBit, timeout);
}
