using RobotPolicy.Control.Loop;
using RobotPolicy.Server.Operations.Rollouts;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>A policy in memory with its inference thread.</summary>
/// <param name="facts">What it needs and gives.</param>
/// <param name="equipment">The policy as the loop uses it.</param>
/// <param name="device">Device that runs it.</param>
/// <param name="dispose">
/// Ends the inference thread and frees the memory. Called once, after the loop has let go of the policy.
/// </param>
public sealed class LoadedPolicy(PolicyFacts facts, LoopEquipment equipment, string device, Action dispose) : IDisposable
{
    private int _isDisposed;

    /// <summary>What it needs and gives.</summary>
    public PolicyFacts Facts { get; } = facts;

    /// <summary>The policy as the loop uses it.</summary>
    public LoopEquipment Equipment { get; } = equipment;

    /// <summary>Where it is told what to reach; <see langword="null"/> where it takes no goals.</summary>
    public IGoalDesk? Goals { get; init; }

    /// <summary>Where its calls are kept; <see langword="null"/> where nobody keeps rollouts.</summary>
    public RolloutSource? Rollouts { get; init; }

    /// <summary>Reads what went wrong in it last. Any thread.</summary>
    public Func<PolicyFault> Fault { get; init; } = () => default;

    /// <summary>Device that runs it: "cpu", "cuda:0".</summary>
    public string Device { get; } = device;

    /// <summary>When it was loaded.</summary>
    public DateTimeOffset LoadedAt { get; init; }

    /// <summary>Tasks that use it.</summary>
    public int UseCount { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            dispose();
    }
}
