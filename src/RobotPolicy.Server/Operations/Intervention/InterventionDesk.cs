using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Server.Operations.Policies;
using RobotPolicy.Server.Operations.Tasks;
using Goal = RobotPolicy.Api.V1.Goal;

namespace RobotPolicy.Server.Operations.Intervention;

/// <summary>
/// A human takes command and hands it back. Decides which source is listened to; when a human is in command is the control thread's
/// own decision. At most one stream at a time. Any thread.
/// </summary>
public sealed class InterventionDesk(IRobotLoop loop, TaskBook tasks, PolicyLibrary policies, TimeProvider time, ILogger<InterventionDesk> logger)
{
    private readonly Lock _gate = new();
    private readonly JointSelector _joints = new(loop.Robot);
    private InterventionStream? _stream;

    /// <summary>Told who took over or handed back, and how; nobody unless told.</summary>
    public Action<string, string>? Changed { get; init; }

    /// <summary>Listens to a source, and takes over at once unless its dead-man switch is to do that.</summary>
    /// <param name="source">The caller's stream, or the intervention topic.</param>
    /// <param name="whenEngaged">Leave the policy in command until the dead-man switch is closed.</param>
    /// <param name="by">Who takes over.</param>
    /// <exception cref="OperationException">The loop forbids it, or a stream of another source is open.</exception>
    public async Task<InterventionReport> TakeOverAsync(HumanSource source, bool whenEngaged, string by)
    {
        lock (_gate)
        {
            if (_stream is not null && source != HumanSource.Api)
                throw loop.Refuse(StopCause.Takeover, loop.ReadStatus(), "A stream of commands is open: end it first.");
            Arm(source);
        }

        if (whenEngaged)
        {
            Tell(by, $"listens to {source}");
            return Report();
        }

        try
        {
            await loop.ObeyAsync(LoopCommand.TakeOver, "Remove what stands in the way of motion, then take over again.").ConfigureAwait(false);
        }
        catch (OperationException)
        {
            // A takeover that was refused must not happen later by a switch that nobody thinks of.
            lock (_gate)
                if (_stream is null)
                    loop.Human.Arm(HumanSource.None);
            throw;
        }

        Tell(by, $"takes over, source {source}");
        return Report();
    }

    /// <summary>Begins a stream of commands. The receiver calls <see cref="EndStream"/> in any case.</summary>
    /// <param name="by">Who sends.</param>
    /// <exception cref="OperationException">Another stream is open.</exception>
    public InterventionStream OpenStream(string by)
    {
        lock (_gate)
        {
            if (_stream is not null)
                throw loop.Refuse(StopCause.Takeover, loop.ReadStatus(), $"{_stream.By} streams commands already.");
            Arm(HumanSource.Api);
            return _stream = new InterventionStream(loop, _joints, by, time);
        }
    }

    /// <summary>Ends a stream: silence at once, unless it was released.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="leaseLost">Whether it ends because the lease was lost.</param>
    public void EndStream(InterventionStream stream, bool leaseLost)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.End(leaseLost);
        lock (_gate)
            if (_stream == stream)
                _stream = null;
    }

    /// <summary>Hands back, and listens to nobody any more; an open stream ends.</summary>
    /// <param name="hold">Hold until an operator resumes, rather than go on with the task.</param>
    /// <param name="by">Who hands back.</param>
    /// <exception cref="OperationException">The loop forbids it.</exception>
    public async Task<InterventionReport> ReleaseAsync(bool hold, string by)
    {
        var status = loop.ReadStatus();
        if (status.Mode != ControlMode.Human && loop.Human.Armed == HumanSource.None)
            throw loop.Refuse(status.Cause, status, "No human is in command, and no source is listened to.");
        if (status.Mode == ControlMode.Human)
            await loop.ObeyAsync(
                hold ? LoopCommand.HandBackToHold : LoopCommand.HandBack, "The human cannot hand back in this mode.").ConfigureAwait(false);
        lock (_gate)
        {
            loop.Human.Arm(HumanSource.None);
            _stream?.Release();
            _stream = null;
        }

        Tell(by, "hands back");
        return Report();
    }

    /// <summary>Adds an offset to the running policy's targets.</summary>
    /// <param name="offset">Offsets as a client sent them; rad or m.</param>
    /// <exception cref="OperationException">No policy is being executed, or an offset is too large.</exception>
    public InterventionReport Correct(HumanCommandFrame offset)
    {
        var placed = new double[_joints.Count];
        _joints.Place(offset.Field, offset.Values, offset.NamesField, offset.Joints, placed);
        var status = loop.ReadStatus();
        if (status.Mode != ControlMode.Running)
            throw loop.Refuse(status.Cause, status, "Only a policy that is being executed can be corrected.");
        var joint = loop.SetOffset(placed);
        if (joint < 0)
            return Report();
        var description = loop.Robot.Joints[joint];
        var limit = JointOffset.MaxShare * (description.MaxPosition - description.MinPosition);
        throw OperationException.Invalid($"{offset.Field} of {description.Name}", $"within ±{limit:G4}", placed[joint]);
    }

    /// <summary>Corrects the running policy in words: they become its goal.</summary>
    /// <param name="phrase">The words.</param>
    /// <exception cref="OperationException">No task runs, or its package does not listen to words.</exception>
    public async Task<InterventionReport> CorrectAsync(string phrase)
    {
        if (tasks.Current is { } task && policies.Listens(task.Policy))
        {
            await tasks.ChangeGoalAsync(task.Id, new Goal { Text = phrase }).ConfigureAwait(false);
            return Report();
        }

        var policy = tasks.Current?.Policy ?? policies.Active;
        var status = loop.ReadStatus();
        throw loop.Refuse(
            status.Cause,
            status,
            policy.Length == 0 ? "No policy is loaded that could listen."
                : policies.Listens(policy) ? "No task is running that could be corrected."
                : $"Package '{policy}' takes no text; correct it by an offset, or take over.");
    }

    /// <summary>How things stand.</summary>
    /// <param name="of">The stream whose commands are counted; the open one if <see langword="null"/>.</param>
    public InterventionReport Report(InterventionStream? of = null)
    {
        var snapshot = loop.CreateSnapshot();
        loop.ReadSnapshot(snapshot);
        var stream = of;
        if (stream is null)
            lock (_gate)
                stream = _stream;
        return new InterventionReport(
            snapshot.Status, snapshot.Command, stream?.Accepted ?? 0, stream?.Missing ?? 0, tasks.Current?.Goal);
    }

    /// <summary>Arms a source, unless it is: arming anew would forget how the dead-man switch stands.</summary>
    private void Arm(HumanSource source)
    {
        if (loop.Human.Armed != source)
            loop.Human.Arm(source);
    }

    private void Tell(string by, string change)
    {
        Log.Takeover(logger, by, change);
        Changed?.Invoke(by, change);
    }
}
