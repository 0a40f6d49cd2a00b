namespace RobotPolicy.Server.Sessions;

/// <summary>
/// What the lease means for the robot. Called under the book's lock, so that the calls come in the order of the changes: an
/// implementation neither waits nor calls the book.
/// </summary>
public interface ILeaseConsequences
{
    /// <summary>The session showed a sign of life: it is good until this instant of the monotonic clock.</summary>
    void Renewed(long untilNs);

    /// <summary>The holder lost the lease.</summary>
    /// <param name="end">How.</param>
    /// <param name="keepRunning">Whether a policy's task is to run on without an operator; only with a release.</param>
    void Ended(LeaseEnd end, bool keepRunning);

    /// <summary>
    /// A command that came in under the lease was decided after the lease had been lost: whatever it set in motion is held.
    /// </summary>
    void Overtaken();
}
