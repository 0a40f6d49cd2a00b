using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Noise;
using RobotPolicy.Inference.Sampling.Plans;

namespace RobotPolicy.Inference.Selection;

/// <summary>
/// Reward of a preference-tuned denoiser (DeformPAM): r(a) = mean over N draws (t, ε) of −β·(‖ε−ε_θ‖² − ‖ε−ε_ref‖²), per-dimension
/// mean squares, both networks on the same noisy chunk. The draws are the same for all candidates, which takes their spread out of
/// the comparison; t goes evenly through the lowest tenth of the training timesteps. All K·N rows are one run of each network.
/// </summary>
internal sealed class RewardChooser : ICandidateChooser
{
    private const int LowestShare = 10;
    private readonly IDenoiser _tuned;
    private readonly IDenoiser _reference;
    private readonly INoiseSource _noise;
    private readonly Action<long> _beginNoise;
    private readonly SamplerShape _shape;
    private readonly double _scale;
    private readonly NoiseSchedule _schedule;
    private readonly int[] _draws;
    private readonly float[] _epsilon;
    private readonly float[] _sample;
    private readonly float[] _timesteps;
    private readonly float[] _tunedSays;
    private readonly float[] _referenceSays;

    /// <param name="tuned">The network that was tuned on preferences; takes candidates × draws rows.</param>
    /// <param name="reference">The network that it was tuned from.</param>
    /// <param name="spec">β and N.</param>
    /// <param name="schedule">The noising process of both.</param>
    /// <param name="shape">Shape of the candidates.</param>
    /// <param name="noise">Where ε comes from.</param>
    /// <param name="beginNoise">Goes to the first value of an inference.</param>
    public RewardChooser(
        IDenoiser tuned,
        IDenoiser reference,
        CandidatesSpec spec,
        NoiseScheduleSpec schedule,
        SamplerShape shape,
        INoiseSource noise,
        Action<long> beginNoise)
    {
        (_tuned, _reference, _shape, _noise, _beginNoise) = (tuned, reference, shape, noise, beginNoise);
        _scale = spec.RewardScale;
        _schedule = new NoiseSchedule(schedule);
        _draws = Draws(spec.RewardDraws, schedule.Timesteps);
        _epsilon = new float[_draws.Length * shape.RowLength];
        var rows = Rows(shape.Candidates, spec);
        _sample = new float[rows * shape.RowLength];
        _tunedSays = new float[_sample.Length];
        _referenceSays = new float[_sample.Length];
        _timesteps = new float[shape.PerPositionTimesteps ? rows * shape.Horizon : rows];
        var perRow = _timesteps.Length / rows;
        for (var i = 0; i < _timesteps.Length; i++)
            _timesteps[i] = _draws[i / perRow % _draws.Length];
    }

    public int AddedRows => 0;

    /// <summary>Rows of a run.</summary>
    public static int Rows(int candidates, CandidatesSpec spec) => candidates * spec.RewardDraws;

    /// <summary>The middle of each of N equal parts of the lowest tenth.</summary>
    internal static int[] Draws(int count, int timesteps)
    {
        var lowest = Math.Max(1, timesteps / LowestShare);
        return [.. Enumerable.Range(0, count).Select(n => (int)((n + 0.5) * lowest / count))];
    }

    public GraphStatus Score(CandidateBatch batch, long inference)
    {
        _beginNoise(inference);
        if (!_noise.TryFill(_epsilon, _draws.Length))
            return GraphStatus.Failed;
        FillSample(batch);
        var step = SamplingPlan.Step(0, 0, _draws[0]);
        if (_tuned.Evaluate(step, _sample, _timesteps, _tunedSays) is var tuned and not GraphStatus.Ok)
            return tuned;
        if (_reference.Evaluate(step, _sample, _timesteps, _referenceSays) is var reference and not GraphStatus.Ok)
            return reference;
        for (var candidate = 0; candidate < batch.Count; candidate++)
            batch.Scores[candidate] = (float)Reward(candidate);
        return GraphStatus.Ok;
    }

    private void FillSample(CandidateBatch batch)
    {
        var length = _shape.RowLength;
        for (var candidate = 0; candidate < batch.Count; candidate++)
        {
            var actions = batch.Row(candidate);
            for (var draw = 0; draw < _draws.Length; draw++)
            {
                var alphaBar = _schedule.AlphaBar(_draws[draw]);
                var (signal, spread) = ((float)Math.Sqrt(alphaBar), (float)Math.Sqrt(1 - alphaBar));
                var epsilon = _epsilon.AsSpan(draw * length, length);
                var sample = _sample.AsSpan(((candidate * _draws.Length) + draw) * length, length);
                for (var i = 0; i < length; i++)
                    sample[i] = (signal * actions[i]) + (spread * epsilon[i]);
            }
        }
    }

    private double Reward(int candidate)
    {
        var length = _shape.RowLength;
        double sum = 0;
        for (var draw = 0; draw < _draws.Length; draw++)
        {
            // Whatever a network predicts, it is compared as noise.
            var terms = _schedule.Decompose(_draws[draw]);
            var first = ((candidate * _draws.Length) + draw) * length;
            double difference = 0;
            for (var i = 0; i < length; i++)
            {
                var epsilon = _epsilon[(draw * length) + i];
                var known = (terms.NoiseFromSample * _sample[first + i]) - epsilon;
                var tuned = known + (terms.NoiseFromPrediction * _tunedSays[first + i]);
                var reference = known + (terms.NoiseFromPrediction * _referenceSays[first + i]);
                difference += (tuned * tuned) - (reference * reference);
            }

            sum -= _scale * difference / length;
        }

        return sum / _draws.Length;
    }
}
