namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>
/// Remembers which start a request id stands for, for an hour and at most for a thousand requests; the oldest is forgotten first.
/// Ids of different people do not meet. Its user locks.
/// </summary>
internal sealed class RequestMemory(TimeProvider time)
{
    public const int Capacity = 1000;

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Dictionary<(string By, string Id), Record> _records = [];

    public int Count => _records.Count;

    /// <summary>The start that an id stands for, or <see langword="null"/>.</summary>
    public Record? Find(TaskStart start)
    {
        if (start.RequestId.Length == 0 || !_records.TryGetValue(Key(start), out var record))
            return null;
        if (time.GetElapsedTime(record.At) < Lifetime)
            return record;
        _records.Remove(Key(start));
        return null;
    }

    /// <summary>Remembers a start; its task is told later.</summary>
    public Record Add(TaskStart start)
    {
        var record = new Record(start, time.GetTimestamp());
        if (start.RequestId.Length == 0)
            return record;
        if (_records.Count >= Capacity)
            _records.Remove(_records.MinBy(pair => pair.Value.At).Key);
        _records[Key(start)] = record;
        return record;
    }

    /// <summary>Forgets a start that came to nothing, so that it may be tried again under the same id.</summary>
    public void Remove(TaskStart start) => _records.Remove(Key(start));

    private static (string By, string Id) Key(TaskStart start) => (start.StartedBy, start.RequestId);

    /// <param name="Start">What was asked for.</param>
    /// <param name="At">When.</param>
    internal sealed record Record(TaskStart Start, long At)
    {
        /// <summary>The task's id, once it exists; fails as the start did.</summary>
        public TaskCompletionSource<string> TaskId { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
