using RobotPolicy.Inference.Sampling.Plans;

namespace RobotPolicy.Inference.Sampling;

/// <summary>Flow matching: integrates the velocity that a network predicts from noise to actions. Immutable.</summary>
public sealed record FlowSpec : SamplerSpec
{
    /// <summary>Method (<c>method</c>).</summary>
    public FlowMethod Method { get; init; } = FlowMethod.Euler;

    /// <summary>Steps, 1…1000 (<c>num_inference_steps</c>).</summary>
    public int Steps { get; init; } = 10;

    /// <summary>Which way the flow's time runs (<c>direction</c>). There is no default: papers differ.</summary>
    public required FlowDirection Direction { get; init; }

    /// <summary>The network is told time times this (<c>time_scale</c>).</summary>
    public double TimeScale { get; init; } = 1;

    private protected override void ValidateOwn(SamplerShape shape, SpecCheck check)
    {
        check.Known("method", Method);
        check.Known("direction", Direction);
        check.Range("num_inference_steps", Steps, 1, DiffusionSpec.MaxSteps);
        check.Range("time_scale", TimeScale, 1e-6, 1e6);
    }

    private protected override Sampler Build(SamplerShape shape) => new StagedSampler(this, shape, FlowPlan.Create(this));
}
