namespace RobotPolicy.Inference.Sampling;

/// <summary>Which way a flow's own time runs during sampling. Both are in use, and the wrong one gives plausible nonsense.</summary>
public enum FlowDirection
{
    /// <summary>Noise at time 0, actions at time 1; the network predicts actions − noise.</summary>
    ZeroToOne = 0,

    /// <summary>Noise at time 1, actions at time 0; the network predicts noise − actions. π0, SmolVLA.</summary>
    OneToZero,
}
