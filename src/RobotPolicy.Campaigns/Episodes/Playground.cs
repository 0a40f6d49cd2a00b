using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Campaigns.Watching;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Campaigns.Episodes;

/// <summary>
/// The simulated robot for whoever opens the console: nothing is started here. When a task is over the scene is laid out anew, and the arm
/// is where tasks begin.
/// </summary>
/// <param name="graph">The simulator's topics.</param>
/// <param name="service">The service's API.</param>
/// <param name="say">Receives what happens, one line each.</param>
/// <param name="time">Paces the waiting.</param>
internal sealed class Playground(RobotGraph graph, ServiceClient service, Action<string> say, TimeProvider time)
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(200);

    // Long enough to look at what the arm has done, and to label it.
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(4);

    /// <summary>Lays out the first scene, and a new one after every task, until it is stopped.</summary>
    /// <param name="seed">Seed of the first scene; the following ones count up.</param>
    /// <param name="stop">Ends it; it does not throw then.</param>
    public async Task RunAsync(long seed, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await graph.ResetAsync(seed++, stop).ConfigureAwait(false);
                say("A new scene is laid out: start a task in the console.");
                var id = (await WaitAsync(state => state.TaskId.Length > 0, stop).ConfigureAwait(false)).TaskId;
                say($"Task {id} has begun.");
                await FollowAsync(id, stop).ConfigureAwait(false);
                await Task.Delay(LookPause, time, stop).ConfigureAwait(false);
                await WaitAsync(state => state is { Mode: ControlMode.Idle, TaskId: "" }, stop).ConfigureAwait(false);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Asked to end.
        }
        catch (RpcException exception)
        {
            throw new CampaignException($"The service does not answer any more: {exception.Status.Detail}");
        }
    }

    /// <summary>Waits for as long as a human takes.</summary>
    private async Task<RobotState> WaitAsync(Func<RobotState, bool> condition, CancellationToken stop)
    {
        while (true)
        {
            var state = await service.StateAsync(stop).ConfigureAwait(false);
            if (condition(state))
                return state;
            await Task.Delay(PollPeriod, time, stop).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(string id, CancellationToken stop)
    {
        var isPlaced = false;
        while (true)
        {
            var task = await service.Tasks.GetTaskAsync(new GetTaskRequest { TaskId = id }, cancellationToken: stop).ConfigureAwait(false);
            if (task.State is TaskState.Ended or TaskState.Failed)
            {
                say($"Task {id} is over.");
                return;
            }

            if (!isPlaced && graph.Truth.Success)
            {
                isPlaced = true;
                say("The simulator says: placed. Label it and end the task in the console.");
            }

            await Task.Delay(PollPeriod, time, stop).ConfigureAwait(false);
        }
    }
}
