namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>Is told every change of what the monitor says, in order and as soon as the tick is over that took it in.</summary>
public interface IFailureObserver
{
    /// <summary>Takes in one change. One thread at a time; does not block or throw.</summary>
    void Take(in FailureNotice notice);
}
