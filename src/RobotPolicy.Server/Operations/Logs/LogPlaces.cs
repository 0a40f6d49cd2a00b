namespace RobotPolicy.Server.Operations.Logs;

/// <summary>Bounds how many of one kind of job run at a time. Any thread.</summary>
/// <param name="count">Jobs at a time.</param>
/// <param name="refusal">What whoever finds no place is told.</param>
internal sealed class LogPlaces(int count, string refusal)
{
    private int _free = count;

    /// <summary>Takes a place, until what is returned is disposed.</summary>
    /// <exception cref="OperationException">There is none.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Decrement(ref _free) >= 0)
            return new Place(this);
        Interlocked.Increment(ref _free);
        throw OperationException.Exhausted(refusal);
    }

    private sealed class Place(LogPlaces places) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0)
                Interlocked.Increment(ref places._free);
        }
    }
}
