using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Safety;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Recording;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.Server.Composition;

/// <summary>
/// The way from other threads into the loop and back: a command carries a ticket, and the answer is read from the snapshots that the
/// control thread writes anyway, so that nobody who waits costs the control thread anything.
/// </summary>
internal sealed class LoopGateway : IRobotLoop, IDisposable
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(1);

    // Ten ticks of the slowest rate: a control thread that has not answered by then is not running.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    private readonly ControlLoop _loop;
    private readonly JointOffset _offset;
    private readonly TimeProvider _time;
    private readonly Recorder? _recorder;
    private readonly SemaphoreSlim _sender = new(1, 1);
    private readonly Lock _statusGate = new();
    private readonly LoopSnapshot _snapshot;
    private long _ticket;

    /// <param name="loop">The loop.</param>
    /// <param name="robot">Its robot.</param>
    /// <param name="clock">The monotonic clock of all threads.</param>
    /// <param name="parts">What was attached to the loop.</param>
    /// <param name="rateHz">Ticks a second.</param>
    /// <param name="time">Paces the waiting.</param>
    /// <param name="recorder">Is told what the loop is given beside commands; nobody unless told.</param>
    public LoopGateway(
        ControlLoop loop, RobotDescription robot, IMonotonicClock clock, OperatorParts parts, double rateHz, TimeProvider time, Recorder? recorder = null)
    {
        _recorder = recorder;
        _loop = loop;
        _offset = parts.Offset;
        _time = time;
        Robot = robot;
        Clock = clock;
        Human = parts.Human;
        Presence = parts.Presence;
        Failures = parts.Failures;
        HumanTimeout = parts.Intervention.Silence;
        RateHz = rateHz;
        _snapshot = CreateSnapshot();
    }

    public RobotDescription Robot { get; }

    public double RateHz { get; }

    public IMonotonicClock Clock { get; }

    public HumanInput Human { get; }

    public OperatorPresence Presence { get; }

    public TimeSpan HumanTimeout { get; }

    public FailureSignal Failures { get; }

    public LoopStatus ReadStatus()
    {
        lock (_statusGate)
        {
            _loop.ReadSnapshot(_snapshot);
            return _snapshot.Status;
        }
    }

    public void ReadSnapshot(LoopSnapshot destination) => _loop.ReadSnapshot(destination);

    public LoopSnapshot CreateSnapshot() => new(Robot.Joints.Count, Robot.Cameras.Count);

    public async Task<LoopVerdict> SendAsync(LoopCommand command, CancellationToken cancel)
    {
        await _sender.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var ticket = ++_ticket;
            if (!_loop.TryPost(command, ticket))
                throw new TimeoutException("The control thread does not take commands: its queue is full.");
            var status = await WaitAsync(now => now.LastTicket == ticket, cancel).ConfigureAwait(false);
            return new LoopVerdict(status.TicketAccepted, status.TicketRefusal, status);
        }
        finally
        {
            _sender.Release();
        }
    }

    public void SetFailureReaction(FailureReaction reaction)
    {
        // Noted before it is in force, so that a recording never has it too late.
        _recorder?.Note(LogEvents.Reaction, "", ReactionJson.Write(reaction));
        _loop.SetFailureReaction(reaction);
    }

    public void RequestStop(StopCause cause, StopKind kind) => _loop.RequestStop(cause, kind);

    public int SetOffset(ReadOnlySpan<double> offset) => _offset.Set(offset);

    public async Task<bool> EquipAsync(LoopEquipment? policy, CancellationToken cancel)
    {
        await _sender.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var ticket = ++_ticket;
            _recorder?.Note(LogEvents.Equip, policy?.Package ?? "", "{}");
            _loop.Equip(policy, ticket);

            // Once offered it may be taken at any moment, so whoever asked must wait for the answer before disposing anything.
            var status = await WaitAsync(now => now.EquipTicket == ticket, CancellationToken.None).ConfigureAwait(false);
            return status.EquipAccepted;
        }
        finally
        {
            _sender.Release();
        }
    }

    public void Dispose() => _sender.Dispose();

    private async Task<LoopStatus> WaitAsync(Func<LoopStatus, bool> isAnswered, CancellationToken cancel)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            var status = ReadStatus();
            if (isAnswered(status))
                return status;
            if (_time.GetElapsedTime(start) > AnswerLimit)
                throw new TimeoutException($"The control thread has not answered for {AnswerLimit.TotalSeconds:F0} s.");
            await Task.Delay(PollPeriod, _time, cancel).ConfigureAwait(false);
        }
    }
}
