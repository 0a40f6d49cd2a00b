using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Log;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Data.Recording;

/// <summary>
/// Takes in everything that happens in a run, and hands it to a thread of its own that writes it to disk. Whoever hands over never
/// waits: received messages are held by reference, everything else is encoded into memory that was allocated at the start. What finds no
/// room is dropped, counted by topic, and told of while the run goes on.
/// <para>
/// Times of day in the file are the monotonic clock's with the offset that held when the recording began, so that they never go
/// backwards, and the file's times and the loop's are one clock; a step of the time of day shows in the messages' own stamps.
/// </para>
/// </summary>
public sealed class Recorder : ITickSink, IInferenceSink, IStampObserver, IDisposable
{
    internal const int EventCapacity = 1024;

    private const int TickRingBytes = 1 << 24;
    private const int SharedRingBytes = 1 << 22;
    private const int PublishedRingBytes = 1 << 19;
    private const int SampleCapacity = 16384;
    private const long NanosecondsPerTick = 100;

    private readonly Lock _topicsGate = new();
    private readonly Lock _sharedGate = new();
    private readonly Lock _eventGate = new();
    private readonly ByteRing _ticks = new(TickRingBytes);
    private readonly ByteRing _shared = new(SharedRingBytes);
    private readonly SampleRing _samples;
    private readonly Queue<LoggedEvent> _events = new();
    private readonly IMonotonicClock _clock;
    private readonly TickTap _tickTap;
    private readonly RecordingThread _thread;
    private RecordedTopic[] _topics = [];
    private bool _isDisposed;

    /// <summary>Prepares a recording; nothing is written before <see cref="Start"/>.</summary>
    /// <param name="options">Where and how; validated by the caller.</param>
    /// <param name="subject">What is recorded.</param>
    /// <param name="clock">The monotonic clock of all threads.</param>
    /// <param name="time">Time of day.</param>
    /// <param name="offset">The operator's offset on the policy's targets, where there is one.</param>
    public Recorder(
        RecordingOptions options,
        RecordingSubject subject,
        IMonotonicClock clock,
        TimeProvider time,
        JointOffset? offset = null)
        : this(options, subject, clock, time, offset, null)
    {
    }

    /// <param name="options">Where and how.</param>
    /// <param name="subject">What is recorded.</param>
    /// <param name="clock">The monotonic clock of all threads.</param>
    /// <param name="time">Time of day.</param>
    /// <param name="offset">The operator's offset.</param>
    /// <param name="freeBytes">Bytes that are free on a folder's disk; <see langword="null"/> asks the system.</param>
    internal Recorder(
        RecordingOptions options,
        RecordingSubject subject,
        IMonotonicClock clock,
        TimeProvider time,
        JointOffset? offset,
        Func<string, long>? freeBytes)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(time);
        _clock = clock;
        _samples = new SampleRing(SampleCapacity, options.QueueBytes);
        OffsetNs = clock.NowNs - ((time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * NanosecondsPerTick);
        Tick = AddLog(subject, LogTypes.Tick);
        Inputs = AddLog(subject, LogTypes.Inputs);
        Inference = AddLog(subject, LogTypes.Inference);
        StampOffset = AddLog(subject, LogTypes.StampOffset);
        Event = AddLog(subject, LogTypes.Event);
        _tickTap = new TickTap(_ticks, Tick, Inputs, subject, OffsetNs, offset);
        Work = new RecordingWork(this, options, subject, time, freeBytes);
        _thread = new RecordingThread(Work);
    }

    /// <summary>How the recording is doing. Any thread.</summary>
    public RecordingStatus Status => Work.Status;

    /// <summary>Topics, those of the service itself first. Any thread.</summary>
    public IReadOnlyList<RecordedTopic> Topics => Volatile.Read(ref _topics);

    /// <summary>Monotonic time minus the time of day in the file, in nanoseconds; the same through the whole recording.</summary>
    public long OffsetNs { get; }

    internal RecordingWork Work { get; }

    internal RecordedTopic Tick { get; }

    internal RecordedTopic Inputs { get; }

    internal RecordedTopic Inference { get; }

    internal RecordedTopic StampOffset { get; }

    internal RecordedTopic Event { get; }

    internal RecordedTopic[] AllTopics => Volatile.Read(ref _topics);

    internal SampleRing Samples => _samples;

    internal ByteRing TickRing => _ticks;

    internal ByteRing SharedRing => _shared;

    internal long NowNs => _clock.NowNs;

    /// <summary>Opens the first file and starts the thread.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Start()
    {
        Work.Begin();
        _thread.Start();
    }

    /// <summary>Adds a topic on which this service publishes. Set-up; any thread.</summary>
    public RecordedTopic AddPublished(string topic, RosMessageType type, QosProfile qos)
    {
        var added = AddTopic(topic, type, qos);
        lock (_topicsGate)
            added.Published ??= new ByteRing(PublishedRingBytes);
        return added;
    }

    /// <summary>Adds a topic. Set-up; any thread.</summary>
    public RecordedTopic AddTopic(string topic, RosMessageType type, QosProfile qos)
    {
        lock (_topicsGate)
        {
            if (Array.Find(_topics, known => known.Topic == topic && known.Type.Name == type.Name) is { } same)
                return same;
            var added = new RecordedTopic(_topics.Length, topic, type, qos);
            Volatile.Write(ref _topics, [.. _topics, added]);
            return added;
        }
    }

    /// <summary>Takes a received message, by reference. The transport's receive thread.</summary>
    public void Offer(RecordedTopic topic, RosSample sample)
    {
        ArgumentNullException.ThrowIfNull(topic);
        topic.Saw();
        if (!_samples.TryPut(sample, topic))
            topic.Dropped();
    }

    /// <summary>Takes a published message; its bytes are copied into memory that is there already. Any thread, the control thread too.</summary>
    public void Offer(RecordedTopic topic, ReadOnlySpan<byte> cdr)
    {
        ArgumentNullException.ThrowIfNull(topic);
        topic.Saw();

        // The control thread must not wait for another one that publishes on the same topic.
        if (topic.Published is not { } ring || !topic.Gate.TryEnter())
        {
            topic.Dropped();
            return;
        }

        try
        {
            var nowNs = _clock.NowNs;
            var room = ring.TryReserve(cdr.Length, topic.Index, nowNs, nowNs - OffsetNs);
            if (room.IsEmpty)
            {
                topic.Dropped();
                return;
            }

            cdr.CopyTo(room);
            ring.Commit();
        }
        finally
        {
            topic.Gate.Exit();
        }
    }

    /// <inheritdoc/>
    public void OnTick(in TickRecord tick) => _tickTap.Write(tick);

    /// <inheritdoc/>
    public void OnServed(InferenceResult result, PolicyInsight insight)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(insight);
        Inference.Saw();
        var measure = CdrWriter.Measure();
        InferenceCodec.Write(ref measure, result, insight, 0);
        lock (_sharedGate)
        {
            var room = _shared.TryReserve(measure.Length, Inference.Index, result.StartNs);
            if (room.IsEmpty)
            {
                Inference.Dropped();
                return;
            }

            var writer = new CdrWriter(room);
            InferenceCodec.Write(ref writer, result, insight, result.EndNs - OffsetNs);
            _shared.Finish(writer.Failed, Inference);
        }
    }

    /// <inheritdoc/>
    public void OffsetChanged(long receivedNs, long offsetNs)
    {
        StampOffset.Saw();
        var measure = CdrWriter.Measure();
        EventCodec.WriteOffset(ref measure, receivedNs, offsetNs, 0);
        lock (_sharedGate)
        {
            var room = _shared.TryReserve(measure.Length, StampOffset.Index, receivedNs);
            if (room.IsEmpty)
            {
                StampOffset.Dropped();
                return;
            }

            var writer = new CdrWriter(room);
            EventCodec.WriteOffset(ref writer, receivedNs, offsetNs, receivedNs - OffsetNs);
            _shared.Finish(writer.Failed, StampOffset);
        }
    }

    /// <summary>Notes something that happened now. Any thread but the control thread.</summary>
    /// <param name="kind">One of <see cref="LogEvents"/>.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="data">One JSON object.</param>
    public void Note(string kind, string subject, string data)
    {
        Event.Saw();
        lock (_eventGate)
        {
            if (_events.Count == EventCapacity)
                Event.Dropped();
            else
                _events.Enqueue(new LoggedEvent(_clock.NowNs, kind, subject, data));
        }
    }

    /// <summary>
    /// Writes what still waits, completes the file and ends the thread. The control thread and the transport must have stopped before. A
    /// disk that hangs leaves the file to the thread, which goes on with it until the process ends.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_thread.End())
            return;
        Work.Dispose();
        while (_samples.TryTake(out var sample, out _))
            sample.Release();
    }

    internal bool TryTakeEvent(out LoggedEvent item)
    {
        lock (_eventGate)
            return _events.TryDequeue(out item!);
    }

    private RecordedTopic AddLog(RecordingSubject subject, RosMessageType type) =>
        AddTopic(LogTypes.TopicOf(subject.NodeName, type), type, QosProfile.Default);
}
