namespace RobotPolicy.Control.Model;

/// <summary>What becomes of an instant about which both the chunk in use and a new one say something; names and weights as in LeRobot.</summary>
public enum MergeRule
{
    /// <summary>The new chunk alone.</summary>
    LatestOnly = 0,

    /// <summary>0.3 of the old, 0.7 of the new.</summary>
    WeightedAverage,

    /// <summary>Half of each.</summary>
    Average,

    /// <summary>0.7 of the old, 0.3 of the new.</summary>
    Conservative,
}
