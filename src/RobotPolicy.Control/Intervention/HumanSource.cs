namespace RobotPolicy.Control.Intervention;

/// <summary>Where a human's commands come from. Only the source that is armed is listened to.</summary>
public enum HumanSource
{
    /// <summary>None: nobody can take over.</summary>
    None = 0,

    /// <summary>A stream of the operator's API.</summary>
    Api,

    /// <summary>An intervention topic on the ROS 2 graph.</summary>
    Topic,
}
