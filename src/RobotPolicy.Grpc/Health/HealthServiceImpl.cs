using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Grpc.HealthCheck;

/// <summary>Answers grpc.health.v1. Register it as a singleton and set the status of each service; thread-safe.</summary>
public class HealthServiceImpl : Health.V1.Health.HealthBase
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServingStatus> _statuses = [];
    private readonly HashSet<Watcher> _watchers = [];

    /// <summary>Sets the status of a service (its full name, or empty for the whole server) and tells those who watch it.</summary>
    public void SetStatus(string service, ServingStatus status)
    {
        ArgumentNullException.ThrowIfNull(service);
        lock (_gate)
        {
            if (_statuses.TryGetValue(service, out var before) && before == status)
                return;
            _statuses[service] = status;
            Tell_NeedsLock(service, status);
        }
    }

    /// <summary>Forgets the status of a service.</summary>
    public void ClearStatus(string service)
    {
        ArgumentNullException.ThrowIfNull(service);
        lock (_gate)
        {
            if (_statuses.Remove(service))
                Tell_NeedsLock(service, ServingStatus.ServiceUnknown);
        }
    }

    /// <summary>Forgets the status of all services.</summary>
    public void ClearAll()
    {
        lock (_gate)
        {
            foreach (var service in _statuses.Keys)
                Tell_NeedsLock(service, ServingStatus.ServiceUnknown);
            _statuses.Clear();
        }
    }

    /// <inheritdoc/>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        lock (_gate)
        {
            if (!_statuses.TryGetValue(request.Service, out var status))
                throw new RpcException(new Status(StatusCode.NotFound, ""));
            return Task.FromResult(new HealthCheckResponse { Status = status });
        }
    }

    /// <inheritdoc/>
    public override Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context) =>
        WatchAsync(request.Service, responseStream, context.CancellationToken);

    internal async Task WatchAsync(
        string service, IServerStreamWriter<HealthCheckResponse> responseStream, CancellationToken cancellationToken)
    {
        var watcher = new Watcher(service);
        lock (_gate)
        {
            _watchers.Add(watcher);
            watcher.Tell(_statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown));
        }

        try
        {
            await foreach (var status in watcher.Changes.ReadAllAsync(cancellationToken))
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, cancellationToken);
        }
        finally
        {
            lock (_gate)
                _watchers.Remove(watcher);
        }
    }

    private void Tell_NeedsLock(string service, ServingStatus status)
    {
        foreach (var watcher in _watchers)
        {
            if (watcher.Service == service)
                watcher.Tell(status);
        }
    }

    // A slow watcher misses what is no longer true: the newest status is all that matters.
    private sealed class Watcher(string service)
    {
        private readonly Channel<ServingStatus> _newest = Channel.CreateBounded<ServingStatus>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

        internal string Service { get; } = service;

        internal ChannelReader<ServingStatus> Changes => _newest.Reader;

        internal void Tell(ServingStatus status) => _newest.Writer.TryWrite(status);
    }
}
