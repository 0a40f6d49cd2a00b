using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Replay;

/// <summary>Tells policies what they were told to reach.</summary>
/// <param name="problems">Receives what a policy cannot use.</param>
internal sealed class ReplayGoals(List<string> problems)
{
    private readonly Dictionary<string, LoggedEvent> _newest = [];

    public void Set(LoggedEvent item, ReplayPolicy? policy, InferenceRunner? runner)
    {
        _newest[item.Subject] = item;
        if (policy is not null && runner is not null)
            Tell(item, policy, runner);
    }

    /// <summary>A goal that was set before its policy was equipped.</summary>
    public void Repeat(string package, ReplayPolicy policy, InferenceRunner runner)
    {
        if (_newest.TryGetValue(package, out var item))
            Tell(item, policy, runner);
    }

    private void Tell(LoggedEvent item, ReplayPolicy policy, InferenceRunner runner)
    {
        if (GoalJson.ReadChoice(item.Data) is { } choice)
        {
            runner.SetGoal(choice);
            return;
        }

        var goal = GoalJson.Read(item.Data);
        var reasons = new List<string>();
        var prepared = goal is null ? null : policy.Policy.PrepareGoal(goal, reasons);
        problems.AddRange(reasons.Select(reason => $"goal of '{policy.Name}': {reason}"));
        runner.SetGoal(prepared);
    }
}
