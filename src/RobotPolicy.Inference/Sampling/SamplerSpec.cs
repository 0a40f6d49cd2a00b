namespace RobotPolicy.Inference.Sampling;

/// <summary>
/// What a package says about its sampler: everything that turns a network's predictions into actions, and nothing that the code
/// would have to guess. Immutable. The error of a wrong value names the manifest's key for it.
/// </summary>
public abstract record SamplerSpec
{
    /// <summary>
    /// Classifier-free guidance λ, 0…100 (<c>guidance_scale</c>): prediction = u + λ·(c − u) of the unconditioned and the
    /// conditioned prediction. 1 is plain conditioning, at half the network's work.
    /// </summary>
    public double GuidanceScale { get; init; } = 1;

    /// <summary>
    /// Limit ± on the finished sample, in normalised units, above 0 (<c>clip_output</c>); <see langword="null"/> for none.
    /// </summary>
    public double? OutputLimit { get; init; }

    /// <summary>Whether the network is called for conditioned and unconditioned rows.</summary>
    public bool IsGuided => GuidanceScale != 1;

    internal void Validate(SamplerShape shape, SpecCheck check)
    {
        check.Range("guidance_scale", GuidanceScale, 0, 100);
        if (OutputLimit is { } limit)
            check.Range("clip_output", limit, 1e-3, 1e6);
        ValidateOwn(shape, check);
    }

    /// <summary>Adds what is wrong with the derived record's own values.</summary>
    private protected abstract void ValidateOwn(SamplerShape shape, SpecCheck check);

    /// <summary>Makes the sampler of a specification that is sound.</summary>
    private protected abstract Sampler Build(SamplerShape shape);

    internal Sampler CreateSampler(SamplerShape shape) => Build(shape);
}
