using Grpc.Core;
using RobotPolicy.Api.V1;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Campaigns.Watching;

/// <summary>Keeps the robot's states as the API streams them, one per tick as far as the stream keeps up.</summary>
internal sealed class StateRecorder : IAsyncDisposable
{
    private const int KeptStates = 20_000;

    private readonly Lock _gate = new();
    private readonly List<RobotState> _states = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    /// <summary>Streams from now on.</summary>
    /// <param name="service">The API.</param>
    /// <param name="rateHz">The control rate.</param>
    public StateRecorder(ServiceClient service, double rateHz) => _reading = ReadAsync(service, rateHz);

    /// <summary>States after an instant.</summary>
    public IReadOnlyList<RobotState> Since(DateTime instantUtc)
    {
        lock (_gate)
            return _states.Where(state => state.Time.ToDateTime() >= instantUtc).ToList();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ReadAsync(ServiceClient service, double rateHz)
    {
        // A service that is killed and started again ends the stream; the recording goes on with the next one.
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var call = service.Telemetry.StreamState(
                    new StreamStateRequest { RateHz = rateHz }, cancellationToken: _stop.Token);
                while (await call.ResponseStream.MoveNext(_stop.Token).ConfigureAwait(false))
                    Keep(call.ResponseStream.Current);
            }
            catch (Exception exception) when (exception is RpcException or OperationCanceledException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void Keep(RobotState state)
    {
        lock (_gate)
        {
            if (_states.Count == KeptStates)
                _states.RemoveRange(0, KeptStates / 2);
            _states.Add(state);
        }
    }
}
