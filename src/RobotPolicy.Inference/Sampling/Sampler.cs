using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Sampling;

/// <summary>
/// Turns noise into actions by calling a network again and again. Every coefficient is computed, and every buffer allocated, when
/// it is made; sampling allocates nothing. Used by one thread at a time.
/// </summary>
public abstract class Sampler
{
    private readonly float[] _input;
    private readonly float[] _prediction;
    private readonly float[] _timesteps;

    private protected Sampler(SamplerSpec spec, SamplerShape shape)
    {
        Spec = spec;
        Shape = shape;
        Rows = shape.Candidates * (spec.IsGuided ? 2 : 1);
        _input = new float[Rows * shape.RowLength];
        _prediction = new float[_input.Length];
        _timesteps = new float[shape.PerPositionTimesteps ? Rows * shape.Horizon : Rows];
    }

    /// <summary>What it was made from.</summary>
    public SamplerSpec Spec { get; }

    /// <summary>Dimensions.</summary>
    public SamplerShape Shape { get; }

    /// <summary>Rows in one network call: the candidates, or twice as many with guidance.</summary>
    public int Rows { get; }

    /// <summary>Actions of each candidate that one inference yields: the horizon, except for a rolling buffer.</summary>
    public abstract int OutputActions { get; }

    /// <summary>Network calls of one inference, once it is under way.</summary>
    public abstract int Evaluations { get; }

    /// <summary>Most values of noise that one inference draws, for sizing a recording.</summary>
    public abstract int MaxNoiseValues { get; }

    /// <summary>
    /// Where the caller puts a normalised action before the first inference of an epoch; empty unless the specification asks for
    /// <see cref="RollingStart.StartAction"/>.
    /// </summary>
    public virtual Span<float> StartAction => [];

    private protected Span<float> Timesteps => _timesteps;

    /// <summary>Makes a sampler, or says everything that prevents it.</summary>
    /// <param name="spec">What the package says.</param>
    /// <param name="shape">Dimensions of the network.</param>
    /// <param name="errors">Receives everything that is wrong.</param>
    public static Sampler? Create(SamplerSpec spec, SamplerShape shape, ICollection<PackageError> errors)
    {
        var check = new SpecCheck(errors);
        shape.Validate(check);
        spec.Validate(shape, check);
        return check.IsSound ? spec.CreateSampler(shape) : null;
    }

    /// <summary>Samples once. Does not throw for bad numbers, and allocates nothing.</summary>
    /// <param name="denoiser">The network.</param>
    /// <param name="noise">Where noise comes from.</param>
    /// <param name="actions">
    /// Receives normalised actions, row-major [candidates, <see cref="OutputActions"/>, action size]; untouched unless all went well.
    /// </param>
    /// <param name="hook">What changes the course of sampling; not for a rolling buffer.</param>
    public abstract SamplingResult Sample(IDenoiser denoiser, INoiseSource noise, Span<float> actions, IStepHook? hook = null);

    /// <summary>Forgets what was carried from one inference to the next; called at the start of an epoch.</summary>
    public abstract void Reset();

    /// <summary>Calls the network on a sample, with guidance, and returns its prediction for the candidates.</summary>
    private protected GraphStatus Evaluate(
        IDenoiser denoiser, in SamplingStep step, ReadOnlySpan<float> sample, float inputScale, out Span<float> prediction)
    {
        prediction = _prediction.AsSpan(0, sample.Length);
        var input = sample;
        if (inputScale != 1 || Spec.IsGuided)
        {
            StepKernel.Scale(sample, inputScale, _input);
            if (Spec.IsGuided)
                _input.AsSpan(0, sample.Length).CopyTo(_input.AsSpan(sample.Length));
            input = _input;
        }

        var status = denoiser.Evaluate(step, input, _timesteps, _prediction);
        if (status == GraphStatus.Ok && Spec.IsGuided)
            StepKernel.Guide(prediction, _prediction.AsSpan(sample.Length), (float)Spec.GuidanceScale);
        return status;
    }

    /// <summary>Applies the limit on the finished sample, if there is one.</summary>
    private protected void LimitOutput(Span<float> sample)
    {
        if (Spec.OutputLimit is not { } limit)
            return;
        for (var i = 0; i < sample.Length; i++)
            sample[i] = Math.Clamp(sample[i], -(float)limit, (float)limit);
    }

    private protected static SamplingStatus StatusOf(GraphStatus status) =>
        status == GraphStatus.Stopped ? SamplingStatus.Stopped : SamplingStatus.DenoiserFailed;

    /// <summary>Which of the two ways of not being finite it was.</summary>
    private protected static SamplingStatus Blame(ReadOnlySpan<float> prediction) =>
        prediction.ContainsAnyExceptInRange(float.MinValue, float.MaxValue) ? SamplingStatus.NonFinitePrediction : SamplingStatus.NonFiniteSample;
}
