namespace RobotPolicy.Inference.Normalization;

/// <summary>What a normaliser's eps does. Libraries differ, and a policy has to be run as it was trained.</summary>
internal enum EpsilonRule
{
    /// <summary>
    /// LeRobot (0.6): added to a standard deviation when normalising but not when de-normalising; stands in for a range of zero.
    /// </summary>
    LeRobot = 0,

    /// <summary>openpi, OpenVLA-OFT: added to standard deviation or range, both ways.</summary>
    Added,

    /// <summary>diffusion_policy: an element whose standard deviation or range is below eps is constant; it is only shifted, to 0.</summary>
    Constant,
}
