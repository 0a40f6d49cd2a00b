using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Server.Operations;

namespace RobotPolicy.Server.RosGraph;

/// <summary>The port over the control loop itself: stops always, and says what the loop decided on the rest.</summary>
/// <param name="loop">The loop.</param>
public sealed class LoopStopPort(IRobotLoop loop) : IStopPort
{
    /// <inheritdoc/>
    public StopPortAnswer RequestStop(StopCause cause, StopKind kind)
    {
        loop.RequestStop(cause, kind);
        return new StopPortAnswer(true, $"{kind} requested");
    }

    /// <inheritdoc/>
    public Task<StopPortAnswer> ResetAsync(CancellationToken cancel) => SendAsync(LoopCommand.ResetEmergencyStop, cancel);

    /// <inheritdoc/>
    public Task<StopPortAnswer> ResumeAsync(CancellationToken cancel) => SendAsync(LoopCommand.Resume, cancel);

    private async Task<StopPortAnswer> SendAsync(LoopCommand command, CancellationToken cancel)
    {
        try
        {
            var verdict = await loop.SendAsync(command, cancel).ConfigureAwait(false);
            return verdict.Accepted
                ? new StopPortAnswer(true, $"{verdict.Status.Mode}")
                : new StopPortAnswer(false, $"refused in {verdict.Status.Mode}: {verdict.Refusal}");
        }
        catch (TimeoutException)
        {
            return new StopPortAnswer(false, "the control thread does not answer");
        }
    }
}
