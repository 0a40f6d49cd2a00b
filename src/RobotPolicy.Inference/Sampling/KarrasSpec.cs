using RobotPolicy.Inference.Sampling.Plans;

namespace RobotPolicy.Inference.Sampling;

/// <summary>Score-based sampling over noise levels σ (Karras et al. 2022), as in BESO and MoDE. Immutable.</summary>
public sealed record KarrasSpec : SamplerSpec
{
    /// <summary>Method (<c>method</c>).</summary>
    public KarrasMethod Method { get; init; } = KarrasMethod.Ddim;

    /// <summary>Steps, 1…1000 (<c>num_inference_steps</c>).</summary>
    public int Steps { get; init; } = 3;

    /// <summary>Smallest noise level before 0 (<c>sigma_min</c>).</summary>
    public double SigmaMin { get; init; } = 0.005;

    /// <summary>Largest noise level, that of the start (<c>sigma_max</c>).</summary>
    public double SigmaMax { get; init; } = 1;

    /// <summary>How levels lie between (<c>sigma_spacing</c>).</summary>
    public SigmaSpacing Spacing { get; init; } = SigmaSpacing.Exponential;

    /// <summary>Exponent of Karras spacing, 0.1…100 (<c>rho</c>).</summary>
    public double Rho { get; init; } = 7;

    /// <summary>Levels to visit, falling and without the last 0, in place of the five above (<c>sigmas</c>).</summary>
    public IReadOnlyList<double>? ExplicitSigmas { get; init; }

    /// <summary>Standard deviation of the training data that the preconditioning assumes (<c>sigma_data</c>).</summary>
    public double SigmaData { get; init; } = 0.5;

    /// <summary>
    /// Whether the graph is the bare network, so that c_skip, c_out and c_in are applied here (<c>preconditioning</c>:
    /// <c>edm</c>); otherwise it answers with the denoised sample itself (<c>none</c>).
    /// </summary>
    public bool Preconditioned { get; init; } = true;

    /// <summary>What the network is told about σ (<c>noise_conditioning</c>).</summary>
    public NoiseConditioning Conditioning { get; init; } = NoiseConditioning.QuarterLogSigma;

    /// <summary>Ancestral: share of fresh noise, 0…1 (<c>eta</c>).</summary>
    public double Eta { get; init; } = 1;

    private protected override void ValidateOwn(SamplerShape shape, SpecCheck check)
    {
        const double smallest = 1e-6;
        const double largest = 1e4;
        check.Known("method", Method);
        check.Known("sigma_spacing", Spacing);
        check.Known("noise_conditioning", Conditioning);
        check.Range("sigma_data", SigmaData, smallest, largest);
        check.Range("eta", Eta, 0, 1);
        if (ExplicitSigmas is { } sigmas)
        {
            check.Descending("sigmas", sigmas, smallest, largest);
            return;
        }

        check.Range("num_inference_steps", Steps, 1, DiffusionSpec.MaxSteps);
        check.Range("rho", Rho, 0.1, 100);
        if (check.Range("sigma_max", SigmaMax, smallest, largest) && check.Range("sigma_min", SigmaMin, smallest, largest) && SigmaMin >= SigmaMax)
            check.Fail("sigma_min", "a level below sigma_max", $"{SigmaMin} and {SigmaMax}");
    }

    private protected override Sampler Build(SamplerShape shape) => new StagedSampler(this, shape, KarrasPlan.Create(this));
}
