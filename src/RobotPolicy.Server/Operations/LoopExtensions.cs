using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Server.Operations;

/// <summary>What several operations ask of the loop.</summary>
public static class LoopExtensions
{
    /// <summary>Time in which a living control thread has taken a request for certain.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(1);

    /// <summary>Sends a command; a refusal becomes an exception that says what stands in the way.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="command">The command.</param>
    /// <param name="advice">What to do about a refusal.</param>
    /// <returns>The loop after the tick that obeyed.</returns>
    /// <exception cref="OperationException">Refused, or no answer.</exception>
    public static async Task<LoopStatus> ObeyAsync(this IRobotLoop loop, LoopCommand command, string advice)
    {
        LoopVerdict verdict;
        try
        {
            // Not cancelled with the caller: a command that is on its way is decided in any case, and the answer must say how.
            verdict = await loop.SendAsync(command, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw OperationException.Unavailable(exception.Message);
        }

        return verdict.Accepted ? verdict.Status : throw loop.Refuse(verdict.Refusal, verdict.Status, advice);
    }

    /// <summary>The exception for something that the loop's state forbids.</summary>
    public static OperationException Refuse(this IRobotLoop loop, StopCause cause, in LoopStatus status, string advice)
    {
        var culprit = status.StartBlock.Cause == cause ? status.StartBlock.Culprit
            : status.Cause == cause ? status.Culprit
            : -1;
        return OperationException.Precondition(cause, Culprits.Name(loop.Robot, cause, culprit), status.Mode, advice);
    }

    /// <summary>Waits for the state after a tick that began later than an instant, and so has taken every stop requested before it.</summary>
    /// <exception cref="OperationException">The control thread does not tick.</exception>
    public static async Task<LoopStatus> WaitForTickAsync(this IRobotLoop loop, long afterNs, TimeProvider time, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var status = loop.ReadStatus();
            if (status.TimeNs > afterNs && status.TickIndex > 0)
                return status;
            if (time.GetElapsedTime(start) > AnswerLimit)
                throw OperationException.Unavailable("The control thread does not tick; what was requested waits for its next tick.");
            await Task.Delay(PollPeriod, time, cancel).ConfigureAwait(false);
        }
    }
}
