using RobotPolicy.Control.Model;

namespace RobotPolicy.Inference.Roles;

/// <summary>What a package says about graphs beside the one or two that every policy has. Immutable.</summary>
internal sealed record RolesSpec
{
    /// <summary>Tensors that are carried from one inference to the next.</summary>
    public IReadOnlyList<RecurrentSpec> Recurrent { get; init; } = [];

    /// <summary>Further outputs that are read after each inference.</summary>
    public IReadOnlyList<OutputSpec> Outputs { get; init; } = [];

    /// <summary>How what the policy says about success is read; <see langword="null"/> where it says nothing.</summary>
    public SuccessSpec? Success { get; init; }

    /// <summary>How what the policy says about progress is read.</summary>
    public ProgressSpec Progress { get; init; } = new();

    /// <summary>Inferences from one run of the verifier to the next; <see langword="null"/> where there is none.</summary>
    public int? VerifyEvery { get; init; }

    /// <summary>How primitives are chosen; <see langword="null"/> where they are not.</summary>
    public SelectorSpec? Selector { get; init; }

    /// <summary>Inferences from one run of the planner to the next.</summary>
    public int PlanEvery { get; init; } = 1;

    /// <summary>How the residual is used; <see langword="null"/> where there is none.</summary>
    public ResidualSpec? Residual { get; init; }

    /// <summary>Denoisers for single noise levels.</summary>
    public IReadOnlyList<VariantSpec> Variants { get; init; } = [];

    /// <summary>Output with class scores of each action, and their number; <see langword="null"/> where there is none.</summary>
    public (string Output, int Bins)? Confidence { get; init; }
}

/// <summary>A tensor that is carried from one inference to the next.</summary>
/// <param name="Input">Input of the graph.</param>
/// <param name="Output">Output of the same graph.</param>
/// <param name="Every">Inferences after which it begins at zero again; 0 for never within an epoch.</param>
/// <param name="Field">Where it stands in the manifest, for errors.</param>
internal sealed record RecurrentSpec(string Input, string Output, int Every, string Field);

/// <summary>An output that is read after each inference.</summary>
/// <param name="Name">Output of a graph.</param>
/// <param name="Role">What it is.</param>
/// <param name="Field">Where it stands in the manifest, for errors.</param>
internal sealed record OutputSpec(string Name, string Role, string Field);

/// <summary>How a residual is used, in the normalised units of actions.</summary>
/// <param name="Scale">Factor on what the graph says.</param>
/// <param name="Limit">Largest change of a number.</param>
/// <param name="BudgetSeconds">Longest time that a run may take.</param>
internal sealed record ResidualSpec(double Scale, double Limit, double BudgetSeconds);

/// <summary>A denoiser for one noise level.</summary>
/// <param name="Role">Its role in the list of graphs.</param>
/// <param name="Evaluation">Network call of an inference, counted from 0.</param>
/// <param name="Goal">Goal that it was made for; empty for any.</param>
internal sealed record VariantSpec(string Role, int Evaluation, string Goal);
