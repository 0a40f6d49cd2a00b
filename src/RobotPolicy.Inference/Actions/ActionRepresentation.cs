namespace RobotPolicy.Inference.Actions;

/// <summary>What the numbers of an action mean, after de-normalising and in the robot's units. s is the observed joint position.</summary>
internal enum ActionRepresentation
{
    /// <summary>Position: pᵢ = aᵢ.</summary>
    Absolute = 0,

    /// <summary>Step from the position before: pᵢ = pᵢ₋₁ + aᵢ, with p₋₁ = s.</summary>
    Delta,

    /// <summary>Velocity over one action interval: pᵢ = pᵢ₋₁ + aᵢ·dt, with p₋₁ = s.</summary>
    Velocity,

    /// <summary>Distance from the observed position, for every action of the chunk: pᵢ = s + aᵢ.</summary>
    Relative,
}
