using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Data.Bags;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Data.Log;

/// <summary>
/// A recording that this service did not make, such as a dataset that was imported or a bag of another recorder, as if it had: ticks at a
/// fixed rate that see every message which had arrived, and one task for each episode. What was commanded is taken from the command
/// topic, where there is one. The file's own times are the monotonic clock.
/// </summary>
public sealed class ForeignStream : ILogStream
{
    /// <summary>Name under which the policy is equipped; which one it is, is up to whoever replays.</summary>
    public const string Package = "policy";

    private readonly BagReader _bag;
    private readonly BagMessageReader _messages;
    private readonly Queue<ForeignEpisode> _episodes;
    private readonly Dictionary<string, Queue<LogSample>> _samples = [];
    private readonly HashSet<string> _missing;
    private readonly ForeignCommands _commands;
    private readonly string[] _needed;
    private readonly long _periodNs;
    private readonly long _endNs;
    private ForeignEpisode? _episode;
    private bool _isRunning;
    private BagMessage _next;
    private bool _hasNext;
    private long _index;
    private long _timeNs;

    /// <summary>Opens a recording.</summary>
    /// <param name="path">A bag's folder, an MCAP file or a <c>.db3</c> file.</param>
    /// <param name="profile">The robot whose topics are in it.</param>
    /// <param name="profileText">The profile as text.</param>
    /// <param name="rateHz">Ticks a second.</param>
    /// <exception cref="BagException">It is damaged, or lacks a topic of the robot.</exception>
    public ForeignStream(string path, HardwareProfile profile, string profileText, double rateHz)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rateHz);
        _bag = BagReader.Open(path);
        try
        {
            Facts = new LogFacts { Profile = profile, ProfileText = profileText, NodeName = "/robot_policy", RateHz = rateHz, OffsetNs = 0 };
            _needed = [.. profile.ObservedTopics];
            var lacking = _needed.Where(topic => _bag.Topics.All(known => known.Name != topic)).ToArray();
            if (lacking.Length > 0)
                throw new BagException(path, $"it lacks topics of the robot: {string.Join(", ", lacking)}; it has {string.Join(", ", _bag.Topics.Select(topic => topic.Name))}");
            _commands = new ForeignCommands(profile);
            _missing = [.. _needed];
            _periodNs = (long)Math.Round(NanosecondsPerSecond / rateHz);
            var start = (long)(_bag.StartTime ?? 0);
            _endNs = (long)(_bag.EndTime ?? 0);
            _timeNs = start - _periodNs;
            _episodes = new Queue<ForeignEpisode>(ForeignEpisode.Read(_bag.Files, start, _endNs));
            _messages = _bag.ReadMessages(new BagQuery { Topics = [.. _needed, .. profile.Commands.Select(commands => commands.Topic)] });
            _hasNext = _messages.Read(out _next);
            Events.Enqueue(new LoggedEvent(start, LogEvents.Equip, Package, "{}"));
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

    /// <inheritdoc/>
    public TimeSpan Duration => TimeSpan.FromMicroseconds((_bag.EndTime - _bag.StartTime ?? 0) / 1000.0);

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _bag.Warnings;

    /// <inheritdoc/>
    public long MalformedCount => _commands.MalformedCount;

    /// <inheritdoc/>
    public Queue<LoggedInference> Inferences { get; } = new();

    /// <inheritdoc/>
    public Queue<LoggedEvent> Events { get; } = new();

    /// <inheritdoc/>
    public Queue<LogSample> SamplesOf(string topic)
    {
        if (!_samples.TryGetValue(topic, out var queue))
            _samples[topic] = queue = new Queue<LogSample>();
        return queue;
    }

    /// <inheritdoc/>
    public long OffsetAt(long receivedNs) => 0;

    /// <inheritdoc/>
    public bool TryTakeTick(out LoggedTick tick, long aheadNs)
    {
        tick = null!;
        if (_timeNs >= _endNs)
            return false;
        _timeNs += _periodNs;
        _index++;
        while (_hasNext && (long)_next.LogTime <= _timeNs)
            Take();
        var inputs = Hand();
        tick = Synthesise();
        tick.Inputs = inputs;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _bag.Dispose();

    private void Take()
    {
        var topic = _bag.Topics[_next.Topic].Name;
        if (!_commands.TryTake(topic, _next.Data.Span))
            SamplesOf(topic).Enqueue(new LogSample(topic, (long)_next.LogTime, (long)_next.PublishTime, _next.Data.Span));
        _missing.Remove(topic);
        _hasNext = _messages.Read(out _next);
    }

    /// <summary>The first tick gets the policy; a task begins when everything has been seen in its episode, and ends with it.</summary>
    private LoggedInputs? Hand()
    {
        var commands = new List<LoopCommand>();
        if (_episode is { } over && _timeNs > over.EndNs)
        {
            if (_isRunning)
            {
                commands.Add(LoopCommand.StopTask);
                Events.Enqueue(over.ToEvent(_timeNs, isOver: true));
            }

            (_episode, _isRunning) = (null, false);
        }

        if (_episode is null && _episodes.TryPeek(out var next) && _timeNs >= next.StartNs)
        {
            _episode = _episodes.Dequeue();
            foreach (var topic in _needed.Where(topic => SamplesOf(topic).Count == 0 && _index > 1))
                _missing.Add(topic);
        }

        if (_episode is { } begun && !_isRunning && _missing.Count == 0 && _index > 1)
        {
            commands.Add(LoopCommand.StartTask);
            Events.Enqueue(begun.ToEvent(_timeNs, isOver: false));
            _isRunning = true;
        }

        return _index == 1 || commands.Count > 0
            ? new LoggedInputs { Index = _index, Commands = commands, WasOffered = _index == 1, WasEquipped = _index == 1 }
            : null;
    }

    private LoggedTick Synthesise()
    {
        var joints = Facts.Profile.Robot.Joints.Count;
        var tick = new LoggedTick { StampUnixNs = _timeNs, IsSynthetic = true };
        ref var record = ref tick.Record;
        (record.Inputs, record.Index, record.TimeNs) = (TickInputs.None, _index, _timeNs);
        (record.ReceiverCount, record.Culprit, record.Signals) = (1, -1, PolicySignals.None);
        record.Mode = _isRunning ? ControlMode.Human : ControlMode.Idle;
        record.Source = _isRunning && _commands.HasCommand ? CommandSource.Human : CommandSource.None;
        record.Schedule = new ScheduleSample(ScheduleStatus.AwaitingFirst, 0, 0);
        record.Demand = Control.Safety.StopDemand.None;
        (record.Positions, record.Velocities, record.BaseTarget) = (new double[joints], new double[joints], new double[joints]);
        (record.Residual, record.Target, record.HumanTarget) = (new double[joints], new double[joints], new double[joints]);
        (record.Command, record.CommandVelocity) = ([.. _commands.Positions], new double[joints]);
        record.CameraAgesNs = new long[Facts.Profile.Robot.Cameras.Count];
        record.CameraInvalidCounts = new long[Facts.Profile.Robot.Cameras.Count];
        return tick;
    }

    private const double NanosecondsPerSecond = 1e9;
}
