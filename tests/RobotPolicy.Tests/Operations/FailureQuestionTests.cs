using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Questions;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Operations;

/// <summary>What is asked, and what is tried, when the failure monitor has the arm held.</summary>
public sealed class FailureQuestionTests : IDisposable
{
    private readonly OperationsRig _rig = new(new ManualTime());

    private QuestionBook Questions => _rig.Room.Questions;

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(AlarmPlan.Hold, false, "go_on,take_over,end")]
    [InlineData(AlarmPlan.Hold, true, "go_on,take_over,retry,end")]
    [InlineData(AlarmPlan.Handover, true, "take_over,go_on,retry,end")]
    public async Task Alarm_Held_AsksWithWhatIsPossible(AlarmPlan plan, bool hasSafePose, string choices)
    {
        var task = await StartAsync(new FailurePlan { OnAlarm = plan }, hasSafePose);
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        _rig.Room.Look();
        _rig.Room.Look();

        var question = Assert.Single(Questions.List(true));
        Assert.Equal((task.Id, choices), (question.TaskId, string.Join(',', question.Choices.Select(choice => choice.Id))));
        Assert.StartsWith("The policy is likely to fail: ace 4.8 of 4.", question.Text, StringComparison.Ordinal);
        Assert.Equal(plan == AlarmPlan.Handover, question.Text.Contains("human is to take over", StringComparison.Ordinal));
        Assert.Equal(AlarmResponse.Hold, _rig.Loop.Reaction.OnAlarm);
    }

    [Theory]
    [InlineData(FailureQuestion.GoOn, ControlMode.Running)]
    [InlineData(FailureQuestion.TakeOver, ControlMode.Human)]
    [InlineData(FailureQuestion.Retry, ControlMode.Holding)]
    [InlineData(FailureQuestion.End, ControlMode.Holding)]
    public async Task Answer_IsFollowed(string choice, ControlMode mode)
    {
        await StartAsync(new FailurePlan { OnAlarm = AlarmPlan.Hold }, hasSafePose: true);
        _rig.Loop.TicksWhenLookedAt = false;
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        _rig.Room.Look();

        await Questions.AnswerAsync(Assert.Single(Questions.List(true)).Id, choice, "alice", "");

        var cause = choice switch
        {
            FailureQuestion.GoOn => StopCause.None,
            FailureQuestion.TakeOver => StopCause.Takeover,
            FailureQuestion.Retry => StopCause.Retrying,
            _ => StopCause.TaskEnded,
        };
        var status = _rig.Loop.ReadStatus();
        Assert.Equal((mode, cause), (status.Mode, status.Cause));
        Assert.Empty(Questions.List(true));
    }

    [Fact]
    public async Task SomebodyElseFoundAWayOut_WithdrawsTheQuestion()
    {
        var task = await StartAsync(new FailurePlan { OnAlarm = AlarmPlan.Hold });
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        _rig.Room.Look();
        Assert.Single(Questions.List(true));

        await _rig.Room.Tasks.ResumeAsync(task.Id);
        _rig.Room.Look();

        Assert.Empty(Questions.List(true));
    }

    [Fact]
    public async Task Degraded_Held_AsksAndSaysWhy()
    {
        await StartAsync(new FailurePlan { HoldsWhenDegraded = true });
        _rig.Loop.Judge(FailureState.Degraded, reason: DegradedReason.CalibrationStale);
        _rig.Room.Look();

        Assert.Contains("fitted with other graphs", Assert.Single(Questions.List(true)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AlarmPlan.Inform, AlarmResponse.Inform)]
    [InlineData(AlarmPlan.Slow, AlarmResponse.SlowDown)]
    public async Task Alarm_NotHeld_AsksNothing(AlarmPlan plan, AlarmResponse response)
    {
        await StartAsync(new FailurePlan { OnAlarm = plan, Speed = 0.2 });
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        _rig.Room.Look();

        Assert.Empty(Questions.List(true));
        Assert.Equal((response, 0.2), (_rig.Loop.Reaction.OnAlarm, _rig.Loop.Reaction.SpeedScale));
    }

    [Fact]
    public async Task Alarm_WithRetries_AsksNothingWhileTheBookTriesAgain()
    {
        var task = await StartAsync(new FailurePlan { OnAlarm = AlarmPlan.Retry }, hasSafePose: true);
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        for (var i = 0; i < 10_000 && !_rig.Loop.Commands.Contains(LoopCommand.Retry); i++)
        {
            _rig.Room.Look();
            Assert.Empty(Questions.List(true));
            await Task.Yield();
        }

        Assert.Equal(1, _rig.Loop.Commands.Count(command => command == LoopCommand.Retry));
        Assert.Equal(2, _rig.Room.Tasks.Get(task.Id).Attempt);
    }

    private async Task<RobotTask> StartAsync(FailurePlan plan, bool hasSafePose = false)
    {
        _rig.Loop.HasSafePose = hasSafePose;
        _rig.Source.Scores = ["ace"];
        await _rig.LoadAsync();
        return await _rig.Room.Tasks.StartAsync(new TaskStart { StartedBy = "alice", OnFailure = plan, Retries = plan.OnAlarm == AlarmPlan.Retry ? 2 : 0 });
    }
}
