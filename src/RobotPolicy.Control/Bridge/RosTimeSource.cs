using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// ROS time from <c>/clock</c> in place of the time of day, for robots in a simulation (<c>use_sim_time</c>). Only
/// <see cref="GetUtcNow"/> is ROS time: it dates what is stamped (joint states and pictures through <see cref="StampClock"/>, and
/// what we publish). Timestamps and timers stay those of the real clock, so that timeouts and the control thread never stop with the
/// simulation. Thread-safe; allocates nothing per message or reading.
/// </summary>
public sealed class RosTimeSource : TimeProvider, IRosSampleHandler, IDisposable
{
    /// <summary>Topic of the time.</summary>
    public const string Topic = "/clock";

    /// <summary>Silence after which the clock counts as <see cref="RosTimeState.Silent"/>, where not told otherwise: 1 s.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(1);

    /// <summary>How long a jump is told of: 1 s.</summary>
    public static readonly TimeSpan JumpMemory = TimeSpan.FromSeconds(1);

    /// <summary>Longest time for which the last message is extrapolated: a clock of 10 Hz is the slowest that is followed smoothly.</summary>
    private const long MaxExtrapolationNs = 100_000_000;

    private readonly TimeProvider _time;
    private readonly MonotonicClock _clock;
    private readonly long _timeoutNs;
    private readonly IRosSubscription _subscription;

    // Written by the receive thread between two increments of the version, as in a seqlock.
    private long _version;
    private long _rosNs;
    private long _receivedNs;
    private long _stepNs;
    private long _jumpedNs;
    private bool _hasTime;
    private long _jumps;
    private long _malformed;

    /// <summary>Subscribes to <c>/clock</c>.</summary>
    /// <param name="transport">The wire.</param>
    /// <param name="time">The real clock, the same that the transport dates receptions with.</param>
    /// <param name="timeout">Silence that counts as such; <see cref="DefaultTimeout"/> where <see langword="null"/>.</param>
    public RosTimeSource(IRosTransport transport, TimeProvider time, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        _time = time;
        _clock = new MonotonicClock(time);
        _timeoutNs = (timeout ?? DefaultTimeout).ToNanoseconds();
        _subscription = transport.CreateSubscription(Topic, Clock.Type, QosProfile.SensorData with { Depth = 1 }, this);
    }

    /// <summary>How the clock is doing now.</summary>
    public RosTimeState State
    {
        get
        {
            var read = Read();
            var nowNs = _clock.NowNs;
            if (!read.HasTime)
                return RosTimeState.Missing;
            if (nowNs - read.ReceivedNs > _timeoutNs)
                return RosTimeState.Silent;
            return JumpCount > 0 && nowNs - read.JumpedNs <= JumpMemory.ToNanoseconds() ? RosTimeState.JumpedBack : RosTimeState.Running;
        }
    }

    /// <summary>Times at which the clock went back.</summary>
    public long JumpCount => Volatile.Read(ref _jumps);

    /// <summary>Messages that are no time.</summary>
    public long MalformedCount => Volatile.Read(ref _malformed);

    /// <summary>Publishers of the clock matched now; more than one is a mistake.</summary>
    public int PublisherCount => _subscription.MatchedCount;

    /// <inheritdoc/>
    public override long TimestampFrequency => _time.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>
    /// ROS time; 1970 until the first message. Between two messages it goes on at the real clock's pace, but never beyond the time of
    /// the next message as the last step announces it, so that it does not run ahead of a slow simulation and only a jump takes it back.
    /// </summary>
    public override DateTimeOffset GetUtcNow()
    {
        var read = Read();
        var nowNs = read.HasTime ? read.RosNs + Math.Clamp(_clock.NowNs - read.ReceivedNs, 0, read.StepNs) : 0;
        return DateTimeOffset.UnixEpoch.AddTicks(nowNs / NanosecondsPerTick);
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => _time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _time.CreateTimer(callback, state, dueTime, period);

    /// <inheritdoc/>
    public void OnSample(RosSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (!Clock.TryDecode(sample.Cdr, out var message, out _))
        {
            Volatile.Write(ref _malformed, _malformed + 1);
            return;
        }

        var rosNs = message.Time.ToNs();
        Volatile.Write(ref _version, _version + 1);
        Volatile.WriteBarrier();
        var stepNs = _hasTime ? rosNs - _rosNs : 0;
        if (stepNs < 0)
        {
            _jumpedNs = sample.ReceiveTimeNs;
            Volatile.Write(ref _jumps, _jumps + 1);
        }

        _stepNs = Math.Clamp(stepNs, 0, MaxExtrapolationNs);
        _rosNs = rosNs;
        _receivedNs = sample.ReceiveTimeNs;
        _hasTime = true;
        Volatile.Write(ref _version, _version + 1);
    }

    /// <summary>Leaves the topic; the time then stands still.</summary>
    public void Dispose() => _subscription.Dispose();

    private Reading Read()
    {
        var spinner = default(SpinWait);
        while (true)
        {
            var version = Volatile.Read(ref _version);
            if ((version & 1) == 0)
            {
                var reading = new Reading(_hasTime, _rosNs, _receivedNs, _stepNs, _jumpedNs);
                Volatile.ReadBarrier();
                if (Volatile.Read(ref _version) == version)
                    return reading;
            }

            spinner.SpinOnce();
        }
    }

    private const long NanosecondsPerTick = 100;

    private readonly record struct Reading(bool HasTime, long RosNs, long ReceivedNs, long StepNs, long JumpedNs);
}
