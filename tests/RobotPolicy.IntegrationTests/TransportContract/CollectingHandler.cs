using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.TransportContract;

/// <summary>Notes who wrote which message; can hold the samples, stall or throw on the way.</summary>
internal sealed class CollectingHandler : IRosSampleHandler
{
    private readonly Lock _gate = new();
    private readonly List<(int Writer, int Index)> _seen = [];

    public bool Retains { get; init; }

    public Action<RosSample>? Before { get; init; }

    public List<RosSample> Retained { get; } = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _seen.Count;
        }
    }

    public (int Writer, int Index)[] Seen
    {
        get
        {
            lock (_gate)
                return [.. _seen];
        }
    }

    public int[] IndicesOf(int writer) => [.. Seen.Where(seen => seen.Writer == writer).Select(seen => seen.Index)];

    public void OnSample(RosSample sample)
    {
        Before?.Invoke(sample);
        if (!CompressedImage.TryDecode(sample.Cdr, out var message, out var error))
            throw new InvalidOperationException(error.ToString());
        var (writer, index) = (message.Header.Stamp.Sec, (int)message.Header.Stamp.Nanosec);
        if (Retains)
            sample.Retain();
        lock (_gate)
        {
            if (Retains)
                Retained.Add(sample);
            _seen.Add((writer, index));
        }
    }
}
