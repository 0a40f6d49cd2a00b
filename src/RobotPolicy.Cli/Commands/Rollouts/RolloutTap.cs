using RobotPolicy.Cli.Commands.Replay;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Replay;

namespace RobotPolicy.Cli.Commands.Rollouts;

/// <summary>Writes a rollout at the end of every task of a replay.</summary>
internal sealed class RolloutTap(PackagePolicies policies, string folder, LogLabels? labels = null) : IReplayObserver
{
    private readonly TaskTracker _tasks = new();
    private TaskSpan? _task;

    /// <summary>Files that were written.</summary>
    public List<string> Written { get; } = [];

    public void OnEvent(LoggedEvent item)
    {
        if (_tasks.Add(item) is not { } task)
            return;
        if (_task is not null && _task.Id != task.Id)
            Finish();
        _task = task;
    }

    /// <summary>The task is over: a verdict that came after its end has been seen.</summary>
    public void Finish()
    {
        if (_task is not { } task || policies.Newest is not var (policy, calls))
            return;
        _task = null;
        var outcome = (labels?.OutcomeOf(task.Id) ?? task.Outcome) switch
        {
            "success" => RolloutOutcome.Success,
            "failure" => RolloutOutcome.Failure,
            _ => RolloutOutcome.Unsure,
        };
        var rollout = calls.Take(new RolloutInfo
        {
            Outcome = outcome,
            Package = policy.Policy.Spec.Name,
            PackageHash = policy.Hash,
            IsInterrupted = task.IsInterrupted,
            Remark = $"task {task.Id}",
        });
        if (rollout is null)
            return;
        var path = Path.Combine(folder, Path.GetFileName(task.Id) + RolloutFile.Extension);
        RolloutFile.Write(rollout, path);
        Written.Add(path);
    }
}
