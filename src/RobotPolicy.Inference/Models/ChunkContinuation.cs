using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Chunking;

namespace RobotPolicy.Inference.Models;

/// <summary>Makes sampling continue the chunk in use, in the way that the package asks for. Inference thread.</summary>
internal sealed class ChunkContinuation
{
    private readonly ChunkGuidance? _guidance;
    private readonly PrefixConditioning? _prefix;
    private readonly ContinuationSpec _spec;
    private readonly int _executeSteps;
    private readonly int _actionSize;

    private ChunkContinuation(ContinuationSpec spec, int executeSteps, SamplerShape shape, FlowSpec flow)
    {
        _spec = spec;
        _executeSteps = executeSteps;
        _actionSize = shape.ActionSize;
        if (spec.Conditioning == ChunkConditioning.Guidance)
            _guidance = new ChunkGuidance(shape, spec.Schedule, spec.MaxWeight);
        else
            _prefix = new PrefixConditioning(flow, shape);
    }

    /// <summary>What takes part in sampling.</summary>
    public IStepHook Hook => _guidance ?? (IStepHook)_prefix!;

    /// <summary>Decided actions that the coming chunk only repeats.</summary>
    public int ConditionedSteps { get; private set; }

    /// <summary>The continuation that a package asks for, or <see langword="null"/> where it asks for none or for what cannot be.</summary>
    /// <param name="spec">What the package says.</param>
    /// <param name="executeSteps">Actions that are executed of each chunk.</param>
    /// <param name="sampler">How actions are sampled.</param>
    /// <param name="errors">Receives what does not fit.</param>
    public static ChunkContinuation? Create(ContinuationSpec? spec, int executeSteps, Sampler? sampler, ICollection<PackageError> errors)
    {
        if (spec is null)
            return null;
        void Fail(string field, string expected, string actual) => errors.Add(new PackageError
        {
            File = ManifestReader.FileName,
            Field = $"{spec.Field}.{field}",
            Expected = expected,
            Actual = actual,
        });

        if (sampler?.Spec is not FlowSpec flow)
        {
            Fail("conditioning", "a sampler of type flow_matching, whose course it changes", sampler is null ? "none" : "another");
            return null;
        }

        var shape = sampler.Shape;
        if (spec.Conditioning == ChunkConditioning.Prefix && !shape.PerPositionTimesteps)
        {
            Fail("conditioning", $"a denoiser with timesteps [rows, {shape.Horizon}], so that it can be told which actions are decided", "[rows]");
            return null;
        }

        // d ≤ s ≤ H − d: what is decided and what is executed of the new chunk must both fit into it.
        if (spec.MaxDelaySteps > shape.Horizon - executeSteps)
        {
            Fail("max_delay", $"at most {shape.Horizon - executeSteps}, the horizon of {shape.Horizon} less the {executeSteps} actions executed", $"{spec.MaxDelaySteps}");
            return null;
        }

        return new ChunkContinuation(spec, executeSteps, shape, flow);
    }

    /// <summary>Sets what the coming inference continues.</summary>
    public void Begin(NormalizedPrior prior)
    {
        ConditionedSteps = 0;
        if (prior.Count == 0)
        {
            Reset();
            return;
        }

        if (_guidance is not null)
        {
            _guidance.Begin(prior.Actions, prior.DelaySteps, _executeSteps);
            return;
        }

        // A network can only be told as much as it was trained on. The executor sees by the number whether that was enough.
        ConditionedSteps = Math.Min(prior.DelaySteps, _spec.MaxDelaySteps);
        _prefix!.Begin(prior.Actions[..(ConditionedSteps * _actionSize)]);
    }

    /// <summary>Forgets the chunk in use; called at the start of an epoch.</summary>
    public void Reset()
    {
        ConditionedSteps = 0;
        _guidance?.Reset();
        _prefix?.Reset();
    }
}
