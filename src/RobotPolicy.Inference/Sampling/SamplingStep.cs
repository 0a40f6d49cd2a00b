namespace RobotPolicy.Inference.Sampling;

/// <summary>Where sampling stands when it calls the network.</summary>
public readonly record struct SamplingStep
{
    /// <summary>Step, counted from 0. Methods of second order call the network twice in a step.</summary>
    public required int Index { get; init; }

    /// <summary>Network call, counted from 0; for networks that are specialised by noise level, the index of the level.</summary>
    public required int Evaluation { get; init; }

    /// <summary>What the network is told: a discrete timestep, a function of σ, or a flow's own time.</summary>
    public required float Timestep { get; init; }

    /// <summary>For flows, progress τ from 0 (noise) to 1 (actions), whichever way the flow's own time runs; else NaN.</summary>
    public required float Progress { get; init; }

    /// <summary>For flows, the factor that turns the network's prediction into d(sample)/dτ: 1 or −1; else NaN.</summary>
    public required float VelocitySign { get; init; }
}
