namespace RobotPolicy.Inference.Sampling.Plans;

/// <summary>What a stage leaves behind for the next one.</summary>
internal enum StageMemory
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The clean sample that it estimated; multistep methods.</summary>
    Clean,

    /// <summary>The sample as it was before; methods with two stages in a step.</summary>
    Sample,
}
