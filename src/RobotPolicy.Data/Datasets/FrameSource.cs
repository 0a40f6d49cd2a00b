namespace RobotPolicy.Data.Datasets;

/// <summary>Who commanded the robot in a frame.</summary>
public enum FrameSource
{
    /// <summary>A human, in a demonstration from beginning to end.</summary>
    Demo,

    /// <summary>The policy.</summary>
    Robot,

    /// <summary>A human who took over from the policy.</summary>
    Human,
}
