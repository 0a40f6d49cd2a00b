using System.Globalization;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Recording;

/// <summary>
/// Counts the tasks of a run and names their packages for the bag's metadata, so that whoever lists recordings need not read them. The
/// recorder's thread alone.
/// </summary>
internal sealed class RecordingTally
{
    private const int MaxTasks = 100_000;
    private const int MaxPolicies = 64;

    private readonly HashSet<string> _tasks = new(StringComparer.Ordinal);
    private readonly List<string> _policies = [];

    /// <summary>Takes in an event that was written.</summary>
    public void Add(LoggedEvent item)
    {
        if (item.Kind != LogEvents.Task || _tasks.Count == MaxTasks || !_tasks.Add(item.Subject))
            return;
        var policy = EventData.Of(item).Text("policy");
        if (policy.Length > 0 && _policies.Count < MaxPolicies && !_policies.Contains(policy))
            _policies.Add(policy);
    }

    /// <summary>Adds what it counted to a bag's custom data.</summary>
    public void AddTo(Dictionary<string, string> customData)
    {
        customData[RecordingFacts.Tasks] = _tasks.Count.ToString(CultureInfo.InvariantCulture);
        customData[RecordingFacts.Policies] = string.Join('\n', _policies);
    }
}
