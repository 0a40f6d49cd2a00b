using System.Text.Json;
using System.Text.Json.Nodes;
using RobotPolicy.Cli.Commands.Replay;
using RobotPolicy.Control.Loop;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;
using RobotPolicy.Inference.Failure.Rollouts;

namespace RobotPolicy.Cli.Commands.Rollouts;

/// <summary>Writes a rollout at the end of every task of a replay.</summary>
internal sealed class RolloutTap(PackagePolicies policies, string folder, LogLabels? labels = null) : IReplayObserver
{
    private LoggedEvent? _task;

    /// <summary>Files that were written.</summary>
    public List<string> Written { get; } = [];

    public void OnEvent(LoggedEvent item)
    {
        if (item.Kind != LogEvents.Task)
            return;
        if (_task is not null && _task.Subject != item.Subject)
            Finish();
        _task = item;
    }

    /// <summary>The task is over: a verdict that came after its end has been seen.</summary>
    public void Finish()
    {
        if (_task is not { } task || policies.Newest is not var (policy, calls))
            return;
        _task = null;
        var facts = Parse(task.Data);
        var outcome = (labels?.OutcomeOf(task.Subject) ?? (string?)facts?["verdict"], (string?)facts?["cause"]) switch
        {
            ("success", _) or (null, "task_succeeded") => RolloutOutcome.Success,
            ("failure", _) => RolloutOutcome.Failure,
            _ => RolloutOutcome.Unsure,
        };
        var rollout = calls.Take(new RolloutInfo
        {
            Outcome = outcome,
            Package = policy.Policy.Spec.Name,
            PackageHash = policy.Hash,
            IsInterrupted = ((int?)facts?["holds"] ?? 0) > 0 || ((int?)facts?["takeovers"] ?? 0) > 0 || ((int?)facts?["attempt"] ?? 1) > 1,
            Remark = $"task {task.Subject}",
        });
        if (rollout is null)
            return;
        var path = Path.Combine(folder, task.Subject + RolloutFile.Extension);
        RolloutFile.Write(rollout, path);
        Written.Add(path);
    }

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
