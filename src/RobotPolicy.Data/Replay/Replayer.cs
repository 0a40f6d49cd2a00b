using System.Diagnostics;
using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Log;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Data.Replay;

/// <summary>
/// Feeds a recording through the service's own parts, in the recording's own time: transport interface, port, assembler, policy, executor,
/// arbiter, limits and monitor are the live ones. Each tick and each inference sees exactly the messages, commands and frames that it saw
/// when it was recorded, so that the same package on the same processor comes to the same chunks and commands bit by bit. One thread.
/// </summary>
public sealed class Replayer : IDisposable
{
    // A tick that was preempted between its beginning and its look at the messages saw some that arrived meanwhile.
    private const long LookAheadNs = 500_000_000;

    private readonly ILogStream _log;
    private readonly IReplayPolicies _policies;
    private readonly ReplayOptions _options;
    private readonly ReplayClock _clock = new();
    private readonly InMemoryTransport _robotSide;
    private readonly InMemoryTransport _serviceSide;
    private readonly RosRobotPort _rosPort;
    private readonly ReplayPort _port;
    private readonly RecordedStops _stops = new();
    private readonly HumanInput _human;
    private readonly JointOffset _offset;
    private readonly CommandHistory _history;
    private readonly ControlLoop _loop;
    private readonly SampleFeed _joints;
    private readonly SampleFeed[] _cameras;
    private readonly ReplayGoals _goals;
    private readonly TickTap _tap = new();
    private readonly Dictionary<string, string> _loaded = [];
    private readonly List<string> _problems = [];
    private ReplayInference? _inference;
    private InferenceRunner? _runner;
    private ReplayPolicy? _policy;
    private string _offered = "";
    private long _ticket;
    private long _unusable;
    private bool _shutDown;

    /// <summary>Prepares a replay.</summary>
    /// <param name="log">The recording; the replayer's from now on.</param>
    /// <param name="policies">Loads policies.</param>
    /// <param name="options">How.</param>
    public Replayer(ILogStream log, IReplayPolicies policies, ReplayOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(policies);
        (_log, _policies, _options) = (log, policies, options ?? new ReplayOptions());
        var profile = _options.Profile ?? log.Facts.Profile;
        if (_options.IsFree)
            profile = profile with { Robot = Unfollowed(profile.Robot) };
        var network = new InMemoryNetwork(_clock);
        _robotSide = new InMemoryTransport(network, "/recording", InMemoryDelivery.Manual);
        _serviceSide = new InMemoryTransport(network, log.Facts.NodeName, InMemoryDelivery.Manual);
        _rosPort = new RosRobotPort(_serviceSide, profile, new ObservationOptions(), new RecordedStamps(log.OffsetAt));
        _port = new ReplayPort(_rosPort);
        var intervention = profile.Intervention?.Over(new InterventionOptions()) ?? new InterventionOptions();
        _human = new HumanInput(profile.Robot.Joints.Count, _clock);
        _offset = new JointOffset(profile.Robot);
        _history = new CommandHistory((int)(HistorySeconds * log.Facts.RateHz), profile.Robot.Joints.Count);
        _goals = new ReplayGoals(_problems);
        _joints = SampleFeed.OfJoints(_robotSide, _serviceSide, profile, _clock, [.. profile.JointStates.Select(joints => log.SamplesOf(joints.Topic))], _rosPort.Joints);
        _cameras = [.. profile.Robot.Cameras.Select((camera, i) =>
            SampleFeed.OfCamera(_robotSide, _serviceSide, camera, _clock, log.SamplesOf(camera.Topic), _rosPort.Cameras[i]))];
        _loop = new ControlLoop(
            _port,
            null,
            _clock,
            new ControlLoopOptions { RateHz = log.Facts.RateHz },
            new LoopAttachments
            {
                Sinks = [_history, _tap],
                Correction = _offset,
                Human = _human,
                Intervention = intervention,
                StopSources = [_stops],
            });
    }

    /// <summary>Runs to the end of the recording.</summary>
    /// <param name="stop">Ends it before.</param>
    public ReplayResult Run(CancellationToken stop = default)
    {
        var comparison = new ReplayComparison();
        var began = Stopwatch.GetTimestamp();
        var modelTicks = 0L;
        var firstNs = long.MinValue;
        var lastNs = 0L;
        var expected = 1L;
        while (!stop.IsCancellationRequested && _log.TryTakeTick(out var tick, LookAheadNs))
        {
            if (firstNs == long.MinValue)
                firstNs = tick.Record.TimeNs;
            lastNs = tick.Record.TimeNs;
            if (_options.Pace?.Invoke(TimeSpan.FromTicks((lastNs - firstNs) / TimeSpan.NanosecondsPerTick)) == false)
                break;
            if (tick.Record.Index != expected)
                comparison.Gap(expected, tick.Record.Index);
            expected = tick.Record.Index + 1;
            TakeEvents(tick.Record.TimeNs);
            var modelBegan = Stopwatch.GetTimestamp();
            ServeBefore(tick, comparison);
            modelTicks += Stopwatch.GetTimestamp() - modelBegan;
            Tick(tick, comparison);
        }

        return new ReplayResult
        {
            Comparison = comparison,
            Problems = [.. _problems, .. _log.Warnings, .. _log.MalformedCount > 0 ? [$"{_log.MalformedCount} records of the service could not be decoded"] : (string[])[]],
            LogTime = firstNs == long.MinValue ? TimeSpan.Zero : TimeSpan.FromTicks((lastNs - firstNs) / TimeSpan.NanosecondsPerTick),
            WallTime = Stopwatch.GetElapsedTime(began),
            PolicyTime = TimeSpan.FromSeconds((double)modelTicks / Stopwatch.Frequency),
            InternalErrors = _loop.LastException is { } thrown ? [thrown.ToString()] : [],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rosPort.Dispose();
        _serviceSide.Dispose();
        _robotSide.Dispose();
        _log.Dispose();
    }

    private void Tick(LoggedTick tick, ReplayComparison comparison)
    {
        ref readonly var record = ref tick.Record;
        var nowNs = record.TimeNs;
        Deliver(tick);
        HandOver(tick, tick.Inputs);
        _stops.Demand = record.Demand;
        _port.CommandReceiverCount = record.ReceiverCount;
        _port.Status = record.Sent;
        if (_inference is not null)
            _inference.Allowed = tick.AnswerId;
        _clock.NowNs = nowNs;
        _loop.Tick(nowNs);
        _serviceSide.Pump();
        _robotSide.Pump();
        comparison.Compare(tick, _tap.Tick);
        _options.Observer?.OnTick(tick, _tap.Tick);
    }

    private void Deliver(LoggedTick tick)
    {
        ref readonly var record = ref tick.Record;
        if (tick.IsSynthetic)
            _joints.DeliverUntil(record.TimeNs, Told);
        else
            _joints.DeliverTo(record.HasJointState ? record.TimeNs - record.JointStateAgeNs : -1, record.JointInvalidCount, Told);
        for (var camera = 0; camera < _cameras.Length; camera++)
        {
            if (tick.IsSynthetic)
                _cameras[camera].DeliverUntil(record.TimeNs, Told);
            else
                _cameras[camera].DeliverTo(
                    record.CameraAgesNs[camera] < 0 ? -1 : record.TimeNs - record.CameraAgesNs[camera], record.CameraInvalidCounts[camera], Told);
        }
    }

    private void Told(LogSample sample) => _options.Observer?.OnSample(sample);

    /// <summary>What other threads handed to the tick, in the order in which it took it.</summary>
    private void HandOver(LoggedTick tick, LoggedInputs? inputs)
    {
        if (inputs is not null)
        {
            if (inputs.WasOffered)
                Equip();
            foreach (var command in inputs.Commands)
                _loop.TryPost(command);
            if (inputs.StopKind != 0)
                _loop.RequestStop(inputs.StopCause, inputs.StopKind);
            if (inputs.Offset is { } offset)
                _offset.Set(offset.Length > 0 ? offset : new double[_port.Robot.Joints.Count]);
            for (var i = 0; i < inputs.Frames.Count; i++)
                Push(inputs, i);
            if (inputs.IsShutDownRequested && !_shutDown)
                _ = _loop.ShutDownAsync();
            _shutDown |= inputs.IsShutDownRequested;
        }

        Arm(tick.ArmingCount, tick.Armed);
        for (var last = Math.Min(tick.UnusableCount, _unusable + MaxCatchUp); _unusable < last; _unusable++)
            _human.TryPush(HumanFrameKind.Jog, _human.Armed, engaged: false, [], 0);
    }

    /// <summary>A damaged count does not keep the replay: it then differs, and the comparison says so.</summary>
    private void Arm(long count, HumanSource source)
    {
        for (var left = MaxCatchUp; left > 0 && _human.ArmingCount < count; left--)
            _human.Arm(source);
    }

    private void Push(LoggedInputs inputs, int index)
    {
        var frame = inputs.Frames[index];
        Arm(inputs.Armings[index], frame.Source);
        _clock.NowNs = frame.ReceivedNs;
        var joints = _port.Robot.Joints.Count;
        _human.TryPush(frame.Kind, frame.Source, frame.Engaged, inputs.Values.AsSpan(index * joints, joints), frame.Joints, frame.Sequence);
    }

    private void TakeEvents(long untilNs)
    {
        while (_log.Events.TryPeek(out var item) && item.TimeNs <= untilNs)
        {
            _log.Events.Dequeue();
            _options.Observer?.OnEvent(item);
            switch (item.Kind)
            {
                case LogEvents.Policy:
                    _loaded[item.Subject] = item.Data;
                    break;
                case LogEvents.Equip:
                    _offered = item.Subject;
                    break;
                case LogEvents.Goal:
                    _goals.Set(item, _policy, _runner);
                    break;
                case LogEvents.Reaction when ReactionJson.Read(item.Data) is { } reaction:
                    _loop.SetFailureReaction(reaction);
                    break;
            }
        }
    }

    private void Equip()
    {
        _ticket++;
        if (_offered.Length == 0)
        {
            (_policy, _inference, _runner) = (null, null, null);
            _loop.Equip(null, _ticket);
            _options.Observer?.OnEquip("", "", null);
            return;
        }

        var loaded = _loaded.GetValueOrDefault(_offered, "");
        var policy = _policies.Load(_offered, loaded, out var problem);
        _options.Observer?.OnEquip(_offered, loaded, policy);
        if (policy is null)
        {
            _problems.Add(problem);
            return;
        }

        _policy = policy;
        _runner = new InferenceRunner(policy.Policy, policy.Binding, _port, new ObservationOptions(), _clock, _history, policy.Monitor, policy.Sink);
        _inference = new ReplayInference(_runner, _clock, LatencyNs(), _options.IsFree ? Served : null);
        _loop.Equip(
            LoopEquipment.Create(policy.Policy.Spec, policy.Binding, _inference, _port.Robot, _options.Executor) with
            {
                Scores = policy.Scores,
                Correction = policy.Correction,
            },
            _ticket);
        _goals.Repeat(_offered, policy, _runner);
    }

    private void Served(InferenceResult result, TimeSpan computing) => _options.Observer?.OnInference(null, result, computing);

    private long LatencyNs() => (_options.Latency ?? DefaultLatency).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Serves the inferences that saw no message which the tick had not.</summary>
    private void ServeBefore(LoggedTick tick, ReplayComparison comparison)
    {
        while (_log.Inferences.TryPeek(out var inference) && IsBefore(inference, tick))
        {
            _log.Inferences.Dequeue();
            if (_options.IsFree)
            {
                _options.Observer?.OnInference(inference, null, TimeSpan.Zero);
                continue;
            }

            if (_inference?.Pending is not { } pending || pending.Id != inference.Request.Id)
            {
                comparison.Missing(inference);
                _options.Observer?.OnInference(inference, null, TimeSpan.Zero);
                continue;
            }

            if (inference.SeenJointsNs >= 0)
                _joints.DeliverTo(inference.SeenJointsNs, 0, Told);
            for (var i = 0; i < inference.SeenCamerasNs.Length && i < _policy!.Binding.Cameras.Count; i++)
                if (inference.SeenCamerasNs[i] >= 0)
                    _cameras[_policy.Binding.Cameras[i]].DeliverTo(inference.SeenCamerasNs[i], 0, Told);
            _inference.Serve(inference.StartNs);
            comparison.Compare(inference, _inference.Last);
            _options.Observer?.OnInference(inference, _inference.Last, _inference.Computing);
        }
    }

    /// <summary>Both look at messages that only become more: whichever saw fewer came first. Where they saw the same, their clocks tell.</summary>
    private bool IsBefore(LoggedInference inference, LoggedTick tick)
    {
        ref readonly var record = ref tick.Record;
        if (inference.Request.TimeNs >= record.TimeNs)
            return false;
        if (inference.Request.Id == tick.AnswerId || _policy is null)
            return true;
        var order = Order(inference.SeenJointsNs, record.HasJointState ? record.TimeNs - record.JointStateAgeNs : -1);
        for (var i = 0; i < inference.SeenCamerasNs.Length && i < _policy.Binding.Cameras.Count && order == 0; i++)
        {
            var ageNs = record.CameraAgesNs[_policy.Binding.Cameras[i]];
            order = Order(inference.SeenCamerasNs[i], ageNs < 0 ? -1 : record.TimeNs - ageNs);
        }

        return order < 0 || (order == 0 && inference.StartNs <= record.TimeNs);
    }

    /// <summary>A robot that obeyed other commands is no witness of whether these would have been followed: it may be anywhere within its limits.</summary>
    private static RobotDescription Unfollowed(RobotDescription robot) => robot with
    {
        Joints = [.. robot.Joints.Select(joint => joint with { MaxTrackingError = joint.MaxTrackingError + joint.MaxPosition - joint.MinPosition })],
    };

    private static int Order(long seenNs, long tickNs) => seenNs < 0 ? 0 : seenNs.CompareTo(tickNs);

    private static readonly TimeSpan DefaultLatency = TimeSpan.FromMilliseconds(50);

    private const double HistorySeconds = 20;

    // More often than this nobody arms, or sends frames that are none, between two ticks.
    private const int MaxCatchUp = 1 << 16;
}
