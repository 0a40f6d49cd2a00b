using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>When a policy's own word ends a step: what the start says, and for the rest what the package says. Immutable.</summary>
/// <param name="Rule">For its word for success; <see langword="null"/> where that ends nothing.</param>
/// <param name="ProgressEnd">Progress beyond which a step is done; <see langword="null"/> where that ends nothing.</param>
internal sealed record SuccessCriterion(SuccessRule? Rule, double? ProgressEnd)
{
    /// <summary>Whether the policy's word can end anything.</summary>
    public bool Exists => Rule is not null || ProgressEnd is not null;

    /// <summary>The criterion of a task.</summary>
    /// <exception cref="OperationException">The start states a threshold for a policy that says nothing about success.</exception>
    public static SuccessCriterion Of(SuccessChoice choice, PolicySpec? policy)
    {
        if (choice.IsOff)
            return new SuccessCriterion(null, null);
        if (policy?.Success is null && (choice.Threshold ?? choice.Consecutive) is not null)
            throw OperationException.Invalid("success.threshold", "none for a package that says nothing about success", "one");
        var rule = policy?.Success is { } own
            ? new SuccessRule(choice.Threshold ?? own.Threshold, choice.Consecutive ?? own.Consecutive)
            : null;
        return new SuccessCriterion(rule, choice.ProgressEnd ?? policy?.ProgressEnd);
    }

    /// <summary>Whether the policy says that it is done. A number that is none never counts.</summary>
    public bool IsMet(in PolicySignals signals) =>
        (Rule is not null && Rule.IsMet(signals))
        || (ProgressEnd is { } end && float.IsFinite(signals.Progress) && signals.Progress > end);
}
