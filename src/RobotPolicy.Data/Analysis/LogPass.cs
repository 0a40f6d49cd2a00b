using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis.Measures;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Analysis;

/// <summary>Goes once through a recording and gathers what an analysis is made of. Used for one recording.</summary>
internal sealed class LogPass
{
    private const double SamplePeriod = 0.1;
    private const double LongestTick = 0.1;

    private readonly AnalysisState _all;
    private readonly LogStream _log;
    private readonly AnalysisOptions _options;
    private readonly string _name;
    private readonly string _path;
    private readonly LogLabels _labels;
    private readonly TaskTracker _tasks = new();
    private readonly Dictionary<string, EpisodeCount> _counts = [];
    private readonly Dictionary<string, long> _dropped = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _scores = [];
    private readonly ChunkDisagreement _disagreement;
    private EpisodeCount? _current;
    private MotionWatch? _motion;
    private LoggedInference? _seen;
    private IReadOnlyList<string> _names = [];
    private (string By, long TimeNs) _operator = ("", long.MinValue);
    private (double[] State, double[] Action, double Seconds, Phase Phase)? _from;
    private Phase _before;
    private StopCause _causeBefore;
    private double _speedBefore;
    private double? _ratioBefore;
    private int _takeover = -1;
    private (double Squares, long Count) _difference;
    private double _nextStep;
    private long _firstNs = long.MinValue;
    private long _lastNs;
    private long _lastIndex;
    private DateTimeOffset _start;
    private LogFigures _figures;
    private PhaseStrip? _strip;

    public LogPass(AnalysisState all, LogStream log, string name, string path, AnalysisOptions options)
    {
        (_all, _log, _name, _path, _options) = (all, log, name, path, options);
        _labels = LogLabels.Read(path);
        _disagreement = new ChunkDisagreement(all.Ranges, all.Disagreements);
        _figures = new LogFigures(name, path);
    }

    public void Run(CancellationToken stop)
    {
        var told = 0.0;
        while (!stop.IsCancellationRequested && _log.TryTakeTick(out var tick, 0))
        {
            if (_firstNs == long.MinValue)
                (_firstNs, _lastNs, _lastIndex, _start) = (tick.Record.TimeNs, tick.Record.TimeNs, tick.Record.Index - 1, DateTimeOffset.UnixEpoch.AddTicks(tick.StampUnixNs / 100));
            while (_log.Events.TryPeek(out var item) && item.TimeNs <= tick.Record.TimeNs)
                Take(_log.Events.Dequeue());
            while (_log.Inferences.TryPeek(out var inference) && inference.EndNs <= tick.Record.TimeNs)
                Take(_log.Inferences.Dequeue(), tick.Record.Mode);
            Take(tick);
            var share = _log.Duration > TimeSpan.Zero ? Seconds(tick.Record.TimeNs) / _log.Duration.TotalSeconds : 1;
            if (share - told >= 0.01)
                _options.Progress?.Invoke(_name, told = share);
        }

        stop.ThrowIfCancellationRequested();
        while (_log.Inferences.TryDequeue(out var inference))
            Take(inference, ControlMode.Idle);
        while (_log.Events.TryDequeue(out var item))
            Take(item);
        Finish();
    }

    private void Take(LoggedEvent item)
    {
        if (item.Kind == LogEvents.Drop)
            _dropped[item.Subject] = _dropped.GetValueOrDefault(item.Subject) + Math.Max(0, EventData.Of(item).Number("dropped"));
        else if (item.Kind == LogEvents.Intervention && item.Subject.Length > 0)
            _operator = (item.Subject, item.TimeNs);
        else if (item.Kind == LogEvents.Policy)
            _scores[item.Subject] = _options.ScoresOf(item.Subject, item.Data);
        else if (item.Kind == LogEvents.Equip)
            _names = _scores.GetValueOrDefault(item.Subject) ?? [];
        if (_tasks.Add(item) is not { } task)
            return;
        if (!_counts.TryGetValue(task.Id, out var count))
        {
            EndTask(item.TimeNs);
            if (!_all.HasRoomForEpisode())
                return;
            _counts[task.Id] = count = new EpisodeCount(task.Id, _all.Episodes.Count, item.TimeNs);
            _all.Episodes.Add(new EpisodeFact(_name, task.Id, Seconds(item.TimeNs)));
            (_current, _from) = (count, null);
            _motion = new MotionWatch(_all.Ranges, (kind, from, to) => _all.Add(new Segment(_name, task.Id, kind, from, to)));
        }

        if (task.EndNs is { } endNs && count == _current)
            EndTask(endNs);
    }

    private void Take(LoggedInference inference, ControlMode mode)
    {
        _figures = _figures with { Inferences = _figures.Inferences + 1 };
        _all.Latencies["request to chunk"].Add(Between(inference.Request.TimeNs, inference.EndNs) / NanosecondsPerSecond);
        if (inference.Outcome != InferenceOutcome.Ok)
            return;
        _all.Latencies["model"].Add(inference.ModelNs / NanosecondsPerSecond);
        _disagreement.Add(inference);
        _seen = inference;
        if (mode == ControlMode.Running && SpreadOf(inference) is var spread && double.IsFinite(spread))
            _all.PolicySpreads.Add(spread);
        if (_options.SimilarTo is { } wanted && _current is { } current && current.Id == wanted.Task && inference.Embedding.Length > 0
            && (inference.ObservedNs - current.StartNs) / NanosecondsPerSecond <= wanted.Seconds)
            _all.SimilarQuery = (_name, Seconds(inference.ObservedNs), inference.Embedding);
    }

    private void Take(LoggedTick logged)
    {
        ref readonly var tick = ref logged.Record;
        var seconds = Seconds(tick.TimeNs);
        _figures = _figures with { Ticks = _figures.Ticks + 1, MissingTicks = _figures.MissingTicks + Math.Max(0, Between(_lastIndex, tick.Index) - 1) };
        _lastIndex = tick.Index;
        _all.Latencies["tick lateness"].Add(tick.LatenessNs / NanosecondsPerSecond);
        _all.Latencies["tick duration"].Add(tick.DurationNs / NanosecondsPerSecond);
        if (logged.AnswerId != 0 && logged.AnswerOutcome == InferenceOutcome.Ok && tick.Acceptance == ChunkAcceptance.Accepted)
            _all.Latencies["observation age at takeover of its chunk"].Add(tick.DelayNs / NanosecondsPerSecond);
        var phase = Phases.Of(tick);
        (_strip ??= new PhaseStrip(0, StripNs, StripBins)).Add(Between(_firstNs, tick.TimeNs), phase);
        var step = Math.Clamp(Between(_lastNs, tick.TimeNs) / NanosecondsPerSecond, 0, LongestTick);
        _lastNs = tick.TimeNs;
        _current?.Add(tick, phase, _before, step);
        if (phase == Phase.Human && _before != Phase.Human)
            BeginTakeover(logged, seconds);
        else if (phase != Phase.Human && _before == Phase.Human)
            EndTakeover(seconds);
        if (phase == Phase.Human)
            Intervene(tick, seconds);
        Sample(tick, phase, seconds);
        var speed = SpeedOf(tick);
        if (phase is Phase.Policy or Phase.Human or Phase.Waiting)
            _motion?.Add(seconds, speed, tick.Command, tick.Signals.Progress, _tasks.Current?.SucceededNs is not null);
        else
            _motion?.Break();
        (_before, _causeBefore, _speedBefore) = (phase, tick.Cause, speed);
        _ratioBefore = tick.Failure.State is FailureState.Quiet or FailureState.Alarm && double.IsFinite(tick.Failure.Ratio) ? tick.Failure.Ratio : null;
    }

    private void BeginTakeover(LoggedTick tick, double seconds)
    {
        if (!_all.HasRoomForTakeover())
            return;
        _takeover = _all.Takeovers.Count;
        _difference = default;
        _nextStep = seconds;
        var isRecent = Between(_operator.TimeNs, tick.Record.TimeNs) is >= 0 and < OperatorNs;
        _all.Takeovers.Add(new TakeoverFact(_name, _current?.Id ?? "", seconds, isRecent ? _operator.By : "", tick.Armed.ToString().ToLowerInvariant())
        {
            ReactionSeconds = _current?.AlarmNs is { } alarmNs ? Between(alarmNs, tick.Record.TimeNs) / NanosecondsPerSecond : null,
            Before = _before,
            Cause = _before is Phase.Hold or Phase.Stop or Phase.Retry ? _causeBefore.ToString() : "",
            SpeedBefore = _speedBefore,
            RatioBefore = _ratioBefore,
        });
        _all.BeforeTakeovers.Add(_seen is { Embedding.Length: > 0 } seen ? (Seconds(seen.ObservedNs), seen.Embedding) : (double.NaN, []));
        if (_current is { } current)
            current.AlarmNs = null;
    }

    private void EndTakeover(double seconds)
    {
        if (_takeover < 0)
            return;
        _all.Takeovers[_takeover] = _all.Takeovers[_takeover] with
        {
            Seconds = seconds - _all.Takeovers[_takeover].StartSeconds,
            Divergence = _difference.Count > 0 ? Math.Sqrt(_difference.Squares / _difference.Count) : null,
        };
        _takeover = -1;
    }

    private void Intervene(in TickRecord tick, double seconds)
    {
        if (tick.Schedule.Status != ScheduleStatus.Active || tick.Source != CommandSource.Human || _current is not { } current)
            return;
        var error = _all.Divergence.Add(tick.Target, tick.Command, seconds - Seconds(current.StartNs));
        if (double.IsNaN(error))
            return;
        _difference = (_difference.Squares + error, _difference.Count + 1);
        if (_takeover < 0 || seconds < _nextStep || !_all.HasRoomForStep())
            return;
        _nextStep = seconds + SamplePeriod;
        _all.Steps.Add(new InterventionStep(_takeover, seconds, error, _seen is { } seen ? SpreadOf(seen) : double.NaN));
        _all.StepStates.Add((current.Number, [.. tick.Positions]));
    }

    private void Sample(in TickRecord tick, Phase phase, double seconds)
    {
        if (_current is not { } current || phase is not (Phase.Policy or Phase.Human) || !tick.HasJointState || tick.Positions.Length != _all.Ranges.Length)
        {
            _from = null;
            return;
        }

        (phase == Phase.Human ? _all.HumanCoverage : _all.PolicyCoverage).Add(tick.Positions);
        if (_from is { } from && from.Phase == phase && seconds - from.Seconds < SamplePeriod - 1e-3)
            return;
        if (_from is { } start && start.Phase == phase && seconds - start.Seconds < 2 * SamplePeriod)
            (phase == Phase.Human ? _all.HumanTransitions : _all.PolicyTransitions).Add(
                new Transition(current.Number, phase == Phase.Human, start.State, start.Action, [.. tick.Positions]));
        _from = ([.. tick.Positions], [.. tick.Command], seconds, phase);
    }

    private void EndTask(long endNs)
    {
        if (_current is not { } current)
            return;
        _motion?.Break();
        current.EndNs = endNs;
        _all.Divergence.EndEpisode((endNs - current.StartNs) / NanosecondsPerSecond);
        (_current, _motion, _from) = (null, null, null);
    }

    private void Finish()
    {
        EndTakeover(Seconds(_lastNs));
        EndTask(_lastNs);
        foreach (var task in _tasks.Tasks)
            if (_counts.TryGetValue(task.Id, out var count))
                _all.Episodes[count.Number] = count.Fill(_all.Episodes[count.Number], task, _labels.OutcomeOf(task.Id), _lastNs) with { Path = _path };
        var duration = _log.Duration.TotalSeconds;
        _all.Logs.Add(_figures with
        {
            Seconds = _firstNs == long.MinValue ? 0 : Seconds(_lastNs),
            Start = _start,
            Strip = _strip,
            Topics =
            [
                .. _log.Topics.Select(topic => new TopicFigures(
                    topic.Name, topic.Type, (long)topic.MessageCount, duration > 0 ? topic.MessageCount / duration : double.NaN, _dropped.GetValueOrDefault(topic.Name))),
                .. _dropped.Keys.Except(_log.Topics.Select(topic => topic.Name)).Select(topic => new TopicFigures(topic, "", 0, double.NaN, _dropped[topic])),
            ],
        });
        _all.Problems.AddRange(_log.Warnings);
        if (_log.MalformedCount > 0)
            _all.Problems.Add($"{_name}: {_log.MalformedCount} records of the service could not be decoded");
        if (_labels.MalformedCount > 0)
            _all.Problems.Add($"{LogLabels.PathOf(_path)}: {_labels.MalformedCount} lines are no labels");
    }

    private double SpreadOf(LoggedInference inference)
    {
        for (var i = 0; i < Math.Min(_names.Count, inference.Failure.ScoreCount); i++)
            if (_names[i] == AnalysisOptions.SpreadScore)
                {
                var readings = inference.Failure.Readings;
                return readings[i].Score;
            }
        return double.NaN;
    }

    private double SpeedOf(in TickRecord tick)
    {
        var speed = 0.0;
        for (var joint = 0; joint < Math.Min(tick.CommandVelocity.Length, _all.Robot.Joints.Count); joint++)
            speed = Math.Max(speed, Math.Abs(tick.CommandVelocity[joint]) / _all.Robot.Joints[joint].MaxVelocity);
        return speed;
    }

    private double Seconds(long timeNs) => _firstNs == long.MinValue ? 0 : Between(_firstNs, timeNs) / NanosecondsPerSecond;

    // A file may hold any times: what lies too far apart for a long counts as the longest span.
    private static long Between(long from, long to) => (long)Int128.Clamp((Int128)to - from, long.MinValue, long.MaxValue);

    private const long StripNs = 10_000_000;
    private const int StripBins = 1000;
    private const long OperatorNs = 5_000_000_000;
    private const double NanosecondsPerSecond = 1e9;
}
