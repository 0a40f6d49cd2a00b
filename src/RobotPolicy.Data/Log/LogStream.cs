using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Bags;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Data.Log;

/// <summary>A recording of this service. Memory is bounded by how far one looks ahead.</summary>
public sealed class LogStream : ILogStream
{
    private readonly BagReader _bag;
    private readonly BagMessageReader _messages;
    private readonly string?[] _kinds;
    private readonly string[] _topics;
    private readonly Dictionary<string, Queue<LogSample>> _samples = [];
    private readonly Queue<LoggedInputs> _inputs = new();
    private readonly Queue<(LoggedTick Tick, ulong LogTime)> _ticks = new();
    private readonly Queue<LoggedInference> _inferences = new();
    private readonly Queue<LoggedEvent> _events = new();
    private readonly List<(long ReceivedNs, long OffsetNs)> _offsets = [];
    private BagMessage _next;
    private bool _hasNext;

    /// <summary>Opens a recording.</summary>
    /// <param name="path">A bag's folder or an MCAP file.</param>
    /// <param name="topics">Topics of the robot whose messages are wanted; <see langword="null"/> for all.</param>
    /// <exception cref="BagException">It is damaged, or no recording of this service.</exception>
    public LogStream(string path, IReadOnlyCollection<string>? topics = null)
    {
        _bag = BagReader.Open(path);
        try
        {
            Facts = LogFacts.Read(_bag.Files[0]);
            _kinds = [.. _bag.Topics.Select(topic => topic.Type.StartsWith("robotpolicy_msgs/msg/", StringComparison.Ordinal) ? topic.Type : null)];
            _topics = [.. _bag.Topics.Select(topic => topic.Name)];
            var wanted = _bag.Topics.Where((topic, i) => _kinds[i] is not null || topics is null || topics.Contains(topic.Name));
            _messages = _bag.ReadMessages(new BagQuery { Topics = [.. wanted.Select(topic => topic.Name)] });
            _hasNext = _messages.Read(out _next);
        }
        catch
        {
            _bag.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public LogFacts Facts { get; }

    /// <inheritdoc/>
    public IReadOnlyList<BagTopic> Topics => _bag.Topics;

    /// <summary>Log time of its first message, nanoseconds since 1970; 0 without messages.</summary>
    public ulong StartTime => _bag.StartTime ?? 0;

    /// <inheritdoc/>
    public TimeSpan Duration => TimeSpan.FromMicroseconds((_bag.EndTime - _bag.StartTime ?? 0) / 1000.0);

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _bag.Warnings;

    /// <inheritdoc/>
    public long MalformedCount { get; private set; }

    /// <inheritdoc/>
    public Queue<LoggedInference> Inferences => _inferences;

    /// <inheritdoc/>
    public Queue<LoggedEvent> Events => _events;

    /// <inheritdoc/>
    public Queue<LogSample> SamplesOf(string topic)
    {
        if (!_samples.TryGetValue(topic, out var queue))
            _samples[topic] = queue = new Queue<LogSample>();
        return queue;
    }

    /// <inheritdoc/>
    /// <remarks>That of the recording where none was noted.</remarks>
    public long OffsetAt(long receivedNs)
    {
        for (var i = _offsets.Count - 1; i >= 0; i--)
            if (_offsets[i].ReceivedNs <= receivedNs)
                return _offsets[i].OffsetNs;
        return _offsets.Count > 0 ? _offsets[0].OffsetNs : Facts.OffsetNs;
    }

    /// <inheritdoc/>
    public bool TryTakeTick(out LoggedTick tick, long aheadNs)
    {
        while (_ticks.Count == 0 && _hasNext)
            Take();
        (tick, var logTime) = _ticks.Count > 0 ? _ticks.Dequeue() : (null!, 0);
        if (tick is null)
            return false;
        while (_hasNext && (Int128)_next.LogTime <= (Int128)logTime + aheadNs)
            Take();
        tick.Inputs = InputsOf(tick.Record.Index);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _bag.Dispose();

    /// <summary>The inputs of a tick; those of ticks that are not there are let go.</summary>
    private LoggedInputs? InputsOf(long index)
    {
        LoggedInputs? found = null;
        while (_inputs.TryPeek(out var first) && first.Index <= index)
            found = _inputs.Dequeue() is var inputs && inputs.Index == index ? inputs : found;
        return found;
    }

    private void Take()
    {
        var cdr = _next.Data.Span;
        switch (_kinds[_next.Topic])
        {
            case null:
                SamplesOf(_topics[_next.Topic]).Enqueue(new LogSample(
                    _topics[_next.Topic], StampClock.Add(Signed(_next.LogTime), Facts.OffsetNs), Signed(_next.PublishTime), cdr));
                break;
            case "robotpolicy_msgs/msg/Tick":
                var tick = new LoggedTick();
                if (TickCodec.TryRead(cdr, tick, out _) && Fits(tick.Record, Facts.Profile.Robot))
                    _ticks.Enqueue((tick, _next.LogTime));
                else
                    MalformedCount++;
                break;
            case "robotpolicy_msgs/msg/Inputs":
                if (InputsCodec.Read(cdr, out _) is { } inputs && Fits(inputs) && _inputs.Count < MaxInputs)
                    _inputs.Enqueue(inputs);
                else
                    MalformedCount++;
                break;
            case "robotpolicy_msgs/msg/Inference":
                Keep(_inferences, InferenceCodec.Read(cdr, out _));
                break;
            case "robotpolicy_msgs/msg/Event":
                Keep(_events, EventCodec.Read(cdr, out _));
                break;
            case "robotpolicy_msgs/msg/StampOffset":
                if (EventCodec.TryReadOffset(cdr, out var receivedNs, out var offsetNs, out _))
                    Keep(receivedNs, offsetNs);
                else
                    MalformedCount++;
                break;
        }

        _hasNext = _messages.Read(out _next);
    }

    /// <summary>Whether a tick is one of this robot, at a time that a clock can reach: whoever reads it need not ask again.</summary>
    internal static bool Fits(in TickRecord tick, RobotDescription robot)
    {
        var (joints, cameras) = (robot.Joints.Count, robot.Cameras.Count);
        return tick.TimeNs is >= 0 and < FarNs && tick.Index is >= 0 and < FarNs
            && tick.Positions.Length == joints && tick.Velocities.Length == joints && tick.BaseTarget.Length == joints
            && tick.Residual.Length == joints && tick.Target.Length == joints && tick.HumanTarget.Length == joints
            && tick.Command.Length == joints && tick.CommandVelocity.Length == joints
            && tick.CameraAgesNs.Length == cameras && tick.CameraInvalidCounts.Length == cameras;
    }

    private bool Fits(LoggedInputs inputs) =>
        inputs.Values.Length == inputs.Frames.Count * Facts.Profile.Robot.Joints.Count
        && (inputs.Offset is null or [] || inputs.Offset.Length == Facts.Profile.Robot.Joints.Count);

    private static long Signed(ulong time) => (long)Math.Min(time, long.MaxValue);

    /// <summary>A simulation's clock changes the offset with every message: what lies far behind is let go.</summary>
    private void Keep(long receivedNs, long offsetNs)
    {
        if (_offsets.Count >= MaxOffsets)
            _offsets.RemoveRange(0, MaxOffsets / 2);
        _offsets.Add((receivedNs, offsetNs));
    }

    private const int MaxOffsets = 1 << 16;

    // More than the ticks that anybody looks ahead.
    private const int MaxInputs = 1 << 16;

    // 73 years.
    private const long FarNs = 1L << 61;

    private void Keep<T>(Queue<T> queue, T? item)
        where T : class
    {
        if (item is null)
            MalformedCount++;
        else
            queue.Enqueue(item);
    }
}
