namespace RobotPolicy.Campaigns.Virtual;

/// <summary>Somebody beside the robot, in virtual time. Called before every tick from the start of the task on; one thread.</summary>
internal interface IVirtualOperator
{
    /// <summary>Looks, and does what they do.</summary>
    /// <param name="nowNs">Virtual time of the tick.</param>
    void Look(long nowNs);
}
