namespace RobotPolicy.Inference.Failure;

/// <summary>Which thresholds a monitor uses (<c>threshold</c>).</summary>
public enum ThresholdKind
{
    /// <summary>One for each inference since the task began (<c>time_varying</c>): for tasks whose timing is stable.</summary>
    TimeVarying,

    /// <summary>The same for every inference (<c>constant</c>): for tasks of several orders or lengths.</summary>
    Constant,
}
