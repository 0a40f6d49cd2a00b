using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.RosGraph;

/// <summary>What peers on the ROS graph may ask of the loop. They are not authenticated, so a port may well refuse what moves the arm.</summary>
public interface IStopPort
{
    /// <summary>Requests a stop for the next tick. Any thread; never waits, so that it may be called on a receive thread.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="kind">How hard.</param>
    StopPortAnswer RequestStop(StopCause cause, StopKind kind);

    /// <summary>Clears a latched emergency stop. Leads to idle; never restarts motion.</summary>
    Task<StopPortAnswer> ResetAsync(CancellationToken cancel);

    /// <summary>Goes on with the task after a hold, or a protective stop whose cause is gone.</summary>
    Task<StopPortAnswer> ResumeAsync(CancellationToken cancel);
}
