using System.Diagnostics.CodeAnalysis;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Policies;
using GoalKind = RobotPolicy.Api.V1.GoalKind;

namespace RobotPolicy.TestSupport;

/// <summary>Folders on disk that count as packages, and policies that do nothing.</summary>
internal sealed class FakePolicySource : IPolicySource, IDisposable
{
    private readonly RobotDescription _robot;

    public FakePolicySource(RobotDescription robot, params string[] packages)
    {
        _robot = robot;
        Folder = Directory.CreateTempSubdirectory("policies-").FullName;
        foreach (var package in packages)
        {
            Directory.CreateDirectory(Path.Combine(Folder, package));
            File.WriteAllText(Path.Combine(Folder, package, "manifest.json"), "{}");
        }
    }

    public string Folder { get; }

    public Dictionary<string, string[]> Problems { get; } = [];

    public List<string> Freed { get; } = [];

    public string Warning { get; set; } = "";

    /// <summary>Goals that all packages take.</summary>
    public IReadOnlyList<GoalKind> Goals { get; set; } = [];

    public bool RequiresGoal { get; set; }

    /// <summary>Names of the scores of all packages' monitors; none without one.</summary>
    public IReadOnlyList<string>? Scores { get; set; }

    /// <summary>When the word of all policies for success ends a task.</summary>
    public SuccessRule? Success { get; set; }

    /// <summary>How all policies choose primitives; <see langword="null"/> where they do not.</summary>
    public SelectorSpec? Selector { get; set; }

    /// <summary>The history of the last question for a primitive.</summary>
    public int[] Asked { get; private set; } = [];

    /// <summary>What was set, in words.</summary>
    public List<string> GoalsSet { get; } = [];

    public PolicyFacts Inspect(string folder) => new()
    {
        Problems = Problems.GetValueOrDefault(PolicyShelf.NameOf(folder), []),
        Spec = Spec(folder),
        HasHorizon = true,
        Goals = Goals,
        RequiresGoal = RequiresGoal,
        SizeBytes = 2,
    };

    public Task<LoadedPolicy> LoadAsync(string folder, Action<LoadStep> progress, CancellationToken cancel)
    {
        progress(LoadStep.Reading);
        progress(LoadStep.CreatingSession with { Warning = Warning });
        var name = PolicyShelf.NameOf(folder);
        if (Problems.TryGetValue($"{name} at load", out var problems))
            throw new PolicyRefusedException(problems);
        progress(LoadStep.WarmingUp);
        var spec = Spec(folder);
        var equipment = new LoopEquipment(
            spec,
            PolicyBinding.Create(spec, _robot, new List<string>())!,
            new NoInference(),
            ChunkExecutors.Create(spec, _robot, new ExecutorOptions())) { Scores = Scores };
        return Task.FromResult(new LoadedPolicy(Inspect(folder), equipment, "cpu", () => Freed.Add(name)) { Goals = Goals.Count > 0 ? new Desk(this) : null });
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private PolicySpec Spec(string folder) => new()
    {
        Name = $"title of {PolicyShelf.NameOf(folder)}",
        Horizon = 8,
        ActionIntervalNs = 50_000_000,
        ExecuteSteps = 8,
        Executor = ExecutorKind.RecedingHorizon,
        Success = Success,
        Selector = Selector,
        StateJoints = [.. _robot.Joints.Select(joint => joint.Name)],
        ActionJoints = [.. _robot.Joints.Select(joint => joint.Name)],
        Cameras = [.. _robot.Cameras.Select(camera => camera.Name)],
    };

    private sealed class Desk(FakePolicySource source) : IGoalDesk
    {
        public PreparedGoal? Prepare(TaskGoal goal, ICollection<string> problems)
        {
            if (goal is TextGoal { Text: "gibberish" })
                problems.Add("no word of it is known");
            return problems.Count == 0 ? new Words(goal is TextGoal text ? text.Text : $"{goal.Kind}") : null;
        }

        public void Set(PreparedGoal? goal)
        {
            if (goal is ChoiceRequest request)
                source.Asked = request.History.ToArray();
            source.GoalsSet.Add(goal is ChoiceRequest ? "?" : (goal as Words)?.Text ?? "none");
        }
    }

    private sealed class Words(string text) : PreparedGoal
    {
        public string Text { get; } = text;
    }

    private sealed class NoInference : IInference
    {
        public void Request(in InferenceRequest request)
        {
        }

        public bool TryTake([NotNullWhen(true)] out InferenceResult? result)
        {
            result = null;
            return false;
        }
    }
}
