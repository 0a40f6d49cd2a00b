namespace RobotPolicy.Inference.Sampling;

/// <summary>How the flow's differential equation is integrated.</summary>
public enum FlowMethod
{
    /// <summary>First order.</summary>
    Euler = 0,

    /// <summary>Second order, two network calls a step.</summary>
    Midpoint,
}
