namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>What a start says about the policy's word for success; what it leaves out is the package's.</summary>
public sealed record SuccessChoice
{
    /// <summary>Whether the policy's word ends nothing.</summary>
    public bool IsOff { get; init; }

    /// <summary>What success has to exceed, 0…1.</summary>
    public double? Threshold { get; init; }

    /// <summary>Inferences in a row.</summary>
    public int? Consecutive { get; init; }

    /// <summary>Progress, 0…1, beyond which the task is done.</summary>
    public double? ProgressEnd { get; init; }
}
