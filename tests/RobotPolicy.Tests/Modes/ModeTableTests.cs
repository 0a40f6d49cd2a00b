using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using Event = RobotPolicy.Control.Modes.LoopEvent;

namespace RobotPolicy.Tests.Modes;

/// <summary>Every mode × every event, against rules that are written down here a second time, in words rather than as a table.</summary>
public sealed class ModeTableTests
{
    public static TheoryData<ControlMode, Event> Cells
    {
        get
        {
            var cells = new TheoryData<ControlMode, Event>();
            foreach (var mode in Enum.GetValues<ControlMode>())
                foreach (var happened in Enum.GetValues<Event>())
                    cells.Add(mode, happened);
            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Next_EveryModeAndEvent_FollowsTheRules(ControlMode mode, Event happened) =>
        Assert.Equal(Expect(mode, happened), ModeTable.Next(mode, happened));

    [Fact]
    public void Next_EmergencyStop_IsLeftByAResetAlone()
    {
        foreach (var happened in Enum.GetValues<Event>().Where(happened => happened != Event.Reset))
            Assert.False(ModeTable.Next(ControlMode.EmergencyStop, happened) is { Kind: ModeStepKind.Enter, Mode: not ControlMode.EmergencyStop });
        Assert.Equal(ModeStep.To(ControlMode.Idle), ModeTable.Next(ControlMode.EmergencyStop, Event.Reset));
    }

    [Fact]
    public void Next_Motion_IsEnteredByACommandOrByAHoldWhoseCauseIsGone()
    {
        foreach (var mode in Enum.GetValues<ControlMode>())
            foreach (var happened in Enum.GetValues<Event>())
                if (ModeTable.Next(mode, happened) is { Kind: ModeStepKind.Enter, Mode: ControlMode.Running or ControlMode.Human } step && step.Mode != mode)
                    Assert.Contains(happened, new[] { Event.Start, Event.Resume, Event.HandBack, Event.TakeOver, Event.CauseGone, Event.SafePoseReached });
    }

    /// <summary>The rules, as the design states them.</summary>
    internal static ModeStep Expect(ControlMode mode, Event happened)
    {
        var isHeld = mode is ControlMode.Holding or ControlMode.ProtectiveStop;
        var moves = mode is ControlMode.Running or ControlMode.Human;
        var isLatched = mode == ControlMode.EmergencyStop;
        return happened switch
        {
            // A task starts from idle and nowhere else.
            Event.Start => mode == ControlMode.Idle ? ModeStep.To(ControlMode.Running) : ModeStep.Refuse,

            // Whatever moves or is held can end: it decelerates first.
            Event.End => moves || isHeld ? ModeStep.To(ControlMode.Holding) : ModeStep.Refuse,

            // A human takes over from anywhere but a latched stop; who is in command already stays so.
            Event.TakeOver => isLatched ? ModeStep.Refuse : mode == ControlMode.Human ? ModeStep.Stay : ModeStep.To(ControlMode.Human),

            // Only a human hands back: to the task, or to a standstill.
            Event.HandBack => mode == ControlMode.Human ? ModeStep.To(ControlMode.Running) : ModeStep.Refuse,
            Event.HandBackIdle or Event.HandBackToHold => mode == ControlMode.Human ? ModeStep.To(ControlMode.Holding) : ModeStep.Refuse,

            // An operator resumes what is held.
            Event.Resume => isHeld ? ModeStep.To(ControlMode.Running) : ModeStep.Refuse,
            Event.ResumeIdle => isHeld ? ModeStep.To(ControlMode.Holding) : ModeStep.Refuse,

            // Another goal moves nobody from one mode to another; what is held takes it when it goes on.
            Event.Retask => moves ? ModeStep.To(mode) : isHeld ? ModeStep.Stay : ModeStep.Refuse,

            // A reset clears a latched stop and moves nothing.
            Event.Reset => isLatched ? ModeStep.To(ControlMode.Idle) : ModeStep.Refuse,

            // A stop is obeyed from wherever something could move, and never softens a harder one.
            Event.HoldRequest => moves || mode == ControlMode.Holding ? ModeStep.To(ControlMode.Holding) : ModeStep.Stay,
            Event.ProtectiveRequest => moves || mode == ControlMode.Holding ? ModeStep.To(ControlMode.ProtectiveStop) : ModeStep.Stay,
            Event.EmergencyRequest => ModeStep.To(ControlMode.EmergencyStop),

            // A fault stops what moves; one that an operator must look at also turns a hold into a protective stop.
            Event.Fault => moves ? ModeStep.To(ControlMode.Holding) : ModeStep.Stay,
            Event.SevereFault => moves || mode == ControlMode.Holding ? ModeStep.To(ControlMode.ProtectiveStop) : ModeStep.Stay,

            // Only a hold ends by itself.
            Event.CauseGone => mode == ControlMode.Holding ? ModeStep.To(ControlMode.Running) : ModeStep.Stay,
            Event.CameToRest => mode == ControlMode.Holding ? ModeStep.To(ControlMode.Idle) : ModeStep.Stay,

            // The last act is a hold, but for what is latched or stands already.
            Event.Shutdown => moves || isHeld ? ModeStep.To(ControlMode.Holding) : ModeStep.Stay,

            // A bug is a protective stop of whatever could move.
            Event.InternalError => moves || isHeld ? ModeStep.To(ControlMode.ProtectiveStop) : ModeStep.Stay,

            // A prediction concerns the policy that moves the arm, and nobody else.
            Event.Prediction => mode == ControlMode.Running ? ModeStep.To(ControlMode.Holding) : ModeStep.Stay,

            // The way to the safe pose is a hold, begun by an operator from what only an operator leads out of.
            Event.Retry => isHeld ? ModeStep.To(ControlMode.Holding) : ModeStep.Refuse,
            Event.SafePoseReached => mode == ControlMode.Holding ? ModeStep.To(ControlMode.Running) : ModeStep.Stay,
            Event.RetryBroken => mode == ControlMode.Holding ? ModeStep.To(ControlMode.Holding) : ModeStep.Stay,
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "no rule for this event"),
        };
    }
}
