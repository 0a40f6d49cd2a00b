using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Inference.Roles;

/// <summary>
/// A denoiser with graphs of its own for single noise levels, as a mixture of denoising experts has (MoDE): at each network call the
/// one for (goal, level) runs, else the one for the level and any goal, else the general one, which is counted. Inference thread.
/// </summary>
internal sealed class ExpertDenoiser : IDenoiser
{
    private readonly OnnxDenoiser _general;
    private readonly Dictionary<string, OnnxDenoiser?[]> _byGoal = [];
    private readonly OnnxDenoiser?[] _anyGoal;
    private readonly OnnxDenoiser[] _all;
    private OnnxDenoiser?[] _experts;

    /// <param name="general">Runs where there is no other.</param>
    /// <param name="experts">Graphs by goal and network call; an empty goal stands for any.</param>
    /// <param name="evaluations">Network calls of an inference.</param>
    public ExpertDenoiser(OnnxDenoiser general, IReadOnlyList<(string Goal, int Evaluation, OnnxDenoiser Denoiser)> experts, int evaluations)
    {
        _general = general;
        _all = [general, .. experts.Select(e => e.Denoiser)];
        _anyGoal = Table(string.Empty);
        foreach (var goal in experts.Select(e => e.Goal).Where(g => g.Length > 0).Distinct())
            _byGoal.Add(goal, Table(goal));
        _experts = _anyGoal;

        OnnxDenoiser?[] Table(string goal)
        {
            var table = new OnnxDenoiser?[evaluations];
            foreach (var (own, evaluation, denoiser) in experts.OrderBy(e => e.Goal.Length))
                if (evaluation < evaluations && (own.Length == 0 || own == goal))
                    table[evaluation] = denoiser;
            return table;
        }
    }

    /// <summary>Network calls that found no graph of their own, since it was made.</summary>
    public long Misses { get; private set; }

    /// <summary>Goes over to the graphs of a goal.</summary>
    public void UseGoal(string goal) => _experts = _byGoal.GetValueOrDefault(goal, _anyGoal);

    /// <summary>The encoder has computed something new.</summary>
    public void Begin()
    {
        foreach (var denoiser in _all)
            denoiser.Begin();
    }

    public GraphStatus Evaluate(in SamplingStep step, ReadOnlySpan<float> sample, ReadOnlySpan<float> timesteps, Span<float> prediction)
    {
        var expert = step.Evaluation < _experts.Length ? _experts[step.Evaluation] : null;
        if (expert is null && _all.Length > 1)
            Misses++;
        return (expert ?? _general).Evaluate(step, sample, timesteps, prediction);
    }
}
