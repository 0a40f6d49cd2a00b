using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.Api.V1;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Campaigns.Watching;

/// <summary>The service's API as a campaign uses it.</summary>
internal sealed class ServiceClient : IDisposable
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(30);

    private readonly GrpcChannel _channel;
    private readonly TimeProvider _time;

    /// <param name="endpoint">Address of the API.</param>
    /// <param name="time">Paces the waiting.</param>
    public ServiceClient(string endpoint, TimeProvider time)
    {
        _time = time;
        _channel = GrpcChannel.ForAddress(endpoint);
        Sessions = new SessionService.SessionServiceClient(_channel);
        Tasks = new TaskService.TaskServiceClient(_channel);
        Telemetry = new TelemetryService.TelemetryServiceClient(_channel);
        Safety = new SafetyService.SafetyServiceClient(_channel);
        Intervention = new InterventionService.InterventionServiceClient(_channel);
    }

    /// <summary>Now, by the campaign's clock.</summary>
    public DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    public SessionService.SessionServiceClient Sessions { get; }

    public TaskService.TaskServiceClient Tasks { get; }

    public TelemetryService.TelemetryServiceClient Telemetry { get; }

    public SafetyService.SafetyServiceClient Safety { get; }

    public InterventionService.InterventionServiceClient Intervention { get; }

    /// <summary>The robot's state now.</summary>
    public async Task<RobotState> StateAsync(CancellationToken stop) =>
        await Telemetry.GetStateAsync(new GetStateRequest(), cancellationToken: stop).ConfigureAwait(false);

    /// <summary>Waits for a state.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="what">The same in words.</param>
    /// <param name="stop">Stops waiting.</param>
    /// <exception cref="CampaignException">It does not come.</exception>
    public async Task<RobotState> WaitAsync(Func<RobotState, bool> condition, string what, CancellationToken stop)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            RobotState? state = null;
            try
            {
                state = await StateAsync(stop).ConfigureAwait(false);
                if (condition(state))
                    return state;
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
            {
                // A service that is just starting listens in a moment.
            }

            if (_time.GetElapsedTime(start) > WaitLimit)
                throw new CampaignException(
                    $"Waited {WaitLimit.TotalSeconds:F0} s for {what}; the robot is {state?.Mode}, {state?.Cause} {state?.Culprit}, blocked by {state?.BlockedBy} {state?.BlockedByCulprit}.");
            await Task.Delay(PollPeriod, _time, stop).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();
}
