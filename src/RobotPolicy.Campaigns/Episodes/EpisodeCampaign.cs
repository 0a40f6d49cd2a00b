using RobotPolicy.Api.V1;
using RobotPolicy.Campaigns.Goals;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Watching;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Campaigns.Episodes;

/// <summary>
/// Episodes against the simulator: reset the scene, start the task, wait for what the ground truth says, end the task. Tasks are
/// started and ended by robotctl, as an operator does it.
/// </summary>
/// <param name="graph">The simulator's topics.</param>
/// <param name="service">The service's API.</param>
/// <param name="robotctl">The operator's command line.</param>
/// <param name="goals">What each episode wants.</param>
/// <param name="options">How many episodes, and from which seed.</param>
/// <param name="time">Paces the waiting.</param>
internal sealed class EpisodeCampaign(
    RobotGraph graph, ServiceClient service, Robotctl robotctl, IGoalSource goals, EpisodeOptions options, TimeProvider time)
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(50);

    private readonly List<EpisodeResult> _results = [];

    /// <summary>Episodes that have ended.</summary>
    public IReadOnlyList<EpisodeResult> Results => _results;

    /// <summary>Runs all episodes.</summary>
    /// <param name="view">Shows what goes on.</param>
    /// <param name="stop">Ends it early; what has been run so far counts.</param>
    public async Task RunAsync(EpisodeView view, CancellationToken stop)
    {
        for (var index = 0; index < options.Episodes; index++)
        {
            var result = await RunEpisodeAsync(options.Seed + index, view, stop).ConfigureAwait(false);
            _results.Add(result);
            view.EpisodeEnded(result);
        }
    }

    private async Task<EpisodeResult> RunEpisodeAsync(long seed, EpisodeView view, CancellationToken stop)
    {
        view.Phase(_results.Count, seed, "reset");
        var goal = await goals.NextAsync(_results.Count, seed, stop).ConfigureAwait(false);
        await graph.ResetAsync(seed, stop, goal.Disc).ConfigureAwait(false);
        await service.WaitAsync(
            state => state is { Mode: ControlMode.Idle, BlockedBy: StopCause.None }, "the robot to be ready", stop).ConfigureAwait(false);
        var task = await robotctl.RunAsync(stop, ["tasks", "start", .. goal.StartArguments]).ConfigureAwait(false);
        var id = task.GetProperty("task_id").GetString()!;
        var start = graph.Truth;

        var cause = StopCause.None;
        GroundTruth truth;
        do
        {
            await Task.Delay(PollPeriod, time, stop).ConfigureAwait(false);
            truth = graph.Truth;
            var state = await service.StateAsync(stop).ConfigureAwait(false);
            if (state.Cause != StopCause.None)
                cause = state.Cause;
            view.Phase(_results.Count, seed, PhaseName(truth, state));
        }
        while (!truth.Success && truth.SimTime - start.SimTime < options.TimeoutSeconds && truth.Episode == start.Episode);

        var ended = await service.Tasks.GetTaskAsync(new GetTaskRequest { TaskId = id }, cancellationToken: stop).ConfigureAwait(false);
        await robotctl.RunAsync(stop, "tasks", "stop", id).ConfigureAwait(false);
        await service.WaitAsync(state => state.Mode == ControlMode.Idle, "the arm to stand still", stop).ConfigureAwait(false);
        return new EpisodeResult(
            seed, goal.Described, truth.Success && truth.Episode == start.Episode, truth.SimTime - start.SimTime, ended.Holds, cause);
    }

    private static string PhaseName(GroundTruth truth, RobotState state) => state.Mode switch
    {
        ControlMode.Running when truth.Success => "placed",
        ControlMode.Running when truth.Grasped => "carry",
        ControlMode.Running => truth.Distance < 0.05 ? "release" : "reach",
        _ => $"{state.Mode}: {state.Cause} {state.Culprit}",
    };
}
