using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary>The task that a command means which names none.</summary>
internal static class CurrentTask
{
    /// <summary>The given id, or that of the task that is not ended; throws where there is none.</summary>
    public static async Task<string> IdAsync(Invocation run, string? given, CancellationToken stop)
    {
        if (!string.IsNullOrEmpty(given))
            return given;
        var state = await run.Robot.Telemetry.GetStateAsync(new GetStateRequest(), run.Robot.Once(stop)).ConfigureAwait(false);
        return state.TaskId.Length > 0 ? state.TaskId : throw new CommandException(ExitCode.Refused, "there is no task now. Name one: see `robotctl tasks list`.");
    }
}
