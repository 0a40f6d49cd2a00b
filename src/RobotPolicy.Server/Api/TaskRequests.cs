using RobotPolicy.Api.V1;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Tasks;
using ChoiceMessage = RobotPolicy.Api.V1.SuccessChoice;
using StepEnd = RobotPolicy.Server.Operations.Tasks.StepEnd;
using StepMessage = RobotPolicy.Api.V1.TaskStep;
using SuccessChoice = RobotPolicy.Server.Operations.Tasks.SuccessChoice;
using TaskStep = RobotPolicy.Server.Operations.Tasks.TaskStep;

namespace RobotPolicy.Server.Api;

/// <summary>Reads what <c>tasks.proto</c> says about steps, success and attempts, and checks its bounds.</summary>
internal static class TaskRequests
{
    private const int MaxRetries = 100;

    /// <summary>Longest time of a task, an attempt or a step.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromDays(7);

    /// <summary>What is to be started; notes everything that is wrong with it.</summary>
    public static TaskStart Read(RequestCheck check, StartTaskRequest request, RobotDescription robot, string by)
    {
        check.OptionalName("request_id", request.RequestId).OptionalName("policy", request.Policy, 255);
        GoalCheck.Run(check, request.Goal, robot);
        check.That(request.Goal is null || request.Steps.Count == 0, "steps", "a goal or steps", "both");
        check.Range("retries", request.Retries, 0, MaxRetries);
        var onFailure = FailureCheck.Run(check, request.OnFailure);
        check.That(
            onFailure.OnAlarm != AlarmPlan.Retry || request.Retries > 0, "retries", $"1…{MaxRetries} with ALARM_RESPONSE_RETRY", request.Retries);
        return new TaskStart
        {
            RequestId = request.RequestId,
            Policy = request.Policy,
            Goal = request.Goal,
            Confirm = request.Confirm,
            TimeLimit = Time(check, "time_limit", request.TimeLimit),
            Steps = request.Steps.Count == 0 ? TaskSteps.None : new TaskSteps(ReadSteps(check, request.Steps, robot)),
            Success = Read(check, request.Success),
            Retries = request.Retries,
            AttemptLimit = Time(check, "attempt_limit", request.AttemptLimit),
            Expected = Time(check, "expected_duration", request.ExpectedDuration),
            OnFailure = onFailure,
            StartedBy = by,
        };
    }

    /// <summary>Steps; notes everything that is wrong with them.</summary>
    public static IReadOnlyList<TaskStep> ReadSteps(RequestCheck check, IReadOnlyList<StepMessage> steps, RobotDescription robot)
    {
        check.That(steps.Count is > 0 and <= TaskSteps.MaxCount, "steps", $"1 to {TaskSteps.MaxCount} steps", $"{steps.Count}");
        var list = new List<TaskStep>();
        foreach (var (index, step) in steps.Take(TaskSteps.MaxCount).Index())
        {
            check.That(step.Goal is not null, $"steps[{index}].goal", "a goal", "none");
            GoalCheck.Run(check, step.Goal, robot);
            check.That(Enum.IsDefined(step.Until), $"steps[{index}].until", "a known end of a step", (int)step.Until);
            list.Add(new TaskStep(
                step.Goal, (StepEnd)(int)step.Until, Time(check, $"steps[{index}].time_limit", step.TimeLimit)));
        }

        return list;
    }

    private static SuccessChoice Read(RequestCheck check, ChoiceMessage? choice)
    {
        if (choice is null)
            return new SuccessChoice();
        if (choice.HasThreshold)
            check.Range("success.threshold", choice.Threshold, 0, 1);
        if (choice.HasConsecutive)
            check.Range("success.consecutive", choice.Consecutive, 1, RecentSuccess.Length);
        if (choice.HasProgress)
            check.Range("success.progress", choice.Progress, 0, 1);
        return new SuccessChoice
        {
            IsOff = choice.Off,
            Threshold = choice.HasThreshold ? choice.Threshold : null,
            Consecutive = choice.HasConsecutive ? choice.Consecutive : null,
            ProgressEnd = choice.HasProgress ? choice.Progress : null,
        };
    }

    private static TimeSpan Time(RequestCheck check, string field, Google.Protobuf.WellKnownTypes.Duration? value) =>
        check.Time(field, value, TimeSpan.Zero, MaxTime, TimeSpan.Zero);
}
