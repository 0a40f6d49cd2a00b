using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis.Measures;

namespace RobotPolicy.Data.Analysis;

/// <summary>What an analysis has gathered over all recordings so far. One thread.</summary>
internal sealed class AnalysisState
{
    private const int MaxTransitions = 4000;
    private const int MaxSteps = 20_000;
    private const int MaxSegments = 5000;
    private const int MaxTakeovers = 5000;
    private const int MaxEpisodes = 20_000;
    private const int Seed = 20261130;

    public AnalysisState(RobotDescription robot)
    {
        Robot = robot;
        Ranges = [.. robot.Joints.Select(joint => Math.Max(1e-6, joint.MaxPosition - joint.MinPosition))];
        var (low, high) = (robot.Joints.Select(joint => joint.MinPosition).ToArray(), robot.Joints.Select(joint => joint.MinPosition).Zip(Ranges, (least, range) => least + range).ToArray());
        (PolicyCoverage, HumanCoverage) = (new StateCoverage(low, high), new StateCoverage(low, high));
        Divergence = new ActionDivergence(Ranges);
    }

    public RobotDescription Robot { get; }

    /// <summary>Ranges of the joints, rad or m.</summary>
    public double[] Ranges { get; }

    public List<LogFigures> Logs { get; } = [];

    public List<EpisodeFact> Episodes { get; } = [];

    public List<TakeoverFact> Takeovers { get; } = [];

    /// <summary>What the policy saw before each takeover, beside <see cref="Takeovers"/>; empty where it gave no encoding.</summary>
    public List<(double Seconds, float[] Embedding)> BeforeTakeovers { get; } = [];

    public List<Segment> Segments { get; } = [];

    public List<InterventionStep> Steps { get; } = [];

    /// <summary>States of <see cref="Steps"/>, with the number of their episode, for the distance to those of the policy.</summary>
    public List<(int Episode, double[] State)> StepStates { get; } = [];

    public ActionDivergence Divergence { get; }

    public Reservoir<Transition> PolicyTransitions { get; } = new(MaxTransitions, Seed);

    public Reservoir<Transition> HumanTransitions { get; } = new(MaxTransitions, Seed);

    public StateCoverage PolicyCoverage { get; }

    public StateCoverage HumanCoverage { get; }

    public Reservoir<double> Disagreements { get; } = new(MaxSteps, Seed);

    /// <summary>Spread of sampled chunks while the policy was executed.</summary>
    public Reservoir<double> PolicySpreads { get; } = new(MaxSteps, Seed);

    public Dictionary<string, Distribution> Latencies { get; } = new()
    {
        ["request to chunk"] = new(),
        ["model"] = new(),
        ["observation age at takeover of its chunk"] = new(),
        ["tick lateness"] = new(),
        ["tick duration"] = new(),
    };

    public List<string> Problems { get; } = [];

    public (string Log, double Seconds, float[] Embedding)? SimilarQuery { get; set; }

    public void Add(Segment segment)
    {
        if (Segments.Count < MaxSegments)
            Segments.Add(segment);
        else
            ProblemOnce($"there are more than {MaxSegments} idle or extraneous stretches: the rest is not listed");
    }

    public bool HasRoomForTakeover()
    {
        if (Takeovers.Count < MaxTakeovers)
            return true;
        ProblemOnce($"there are more than {MaxTakeovers} takeovers: the rest is not looked at");
        return false;
    }

    public bool HasRoomForEpisode()
    {
        if (Episodes.Count < MaxEpisodes)
            return true;
        ProblemOnce($"there are more than {MaxEpisodes} tasks: the rest is not looked at");
        return false;
    }

    public bool HasRoomForStep()
    {
        if (Steps.Count < MaxSteps)
            return true;
        ProblemOnce($"there are more than {MaxSteps} steps of interventions: the rest is not judged");
        return false;
    }

    private void ProblemOnce(string problem)
    {
        if (!Problems.Contains(problem))
            Problems.Add(problem);
    }
}
