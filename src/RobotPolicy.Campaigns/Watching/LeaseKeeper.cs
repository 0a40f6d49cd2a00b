using Grpc.Core;
using RobotPolicy.Api.V1;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Campaigns.Watching;

/// <summary>An operator's session: takes the lease and keeps it by signs of life, until it is given back or abandoned.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly ServiceClient _service;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _keeping;

    private LeaseKeeper(ServiceClient service, string leaseId)
    {
        _service = service;
        LeaseId = leaseId;
        Headers = new Metadata { { "lease-id", leaseId } };
        _keeping = KeepAsync();
    }

    /// <summary>Secret of the lease.</summary>
    public string LeaseId { get; }

    /// <summary>To be sent with every request that needs the lease.</summary>
    public Metadata Headers { get; }

    /// <summary>When the last sign of life was sent.</summary>
    public DateTime LastSignUtc { get; private set; }

    /// <summary>Takes the lease.</summary>
    /// <param name="service">The API.</param>
    /// <param name="client">Name of the session.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<LeaseKeeper> AcquireAsync(ServiceClient service, string client, CancellationToken stop)
    {
        var lease = await service.Sessions.AcquireLeaseAsync(new AcquireLeaseRequest { Client = client }, cancellationToken: stop)
            .ConfigureAwait(false);
        return new LeaseKeeper(service, lease.LeaseId);
    }

    /// <summary>Shows no further sign of life, as a client that crashed.</summary>
    /// <returns>When the last sign was sent.</returns>
    public async Task<DateTime> AbandonAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        return LastSignUtc;
    }

    /// <summary>Gives the lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        await AbandonAsync().ConfigureAwait(false);
        _stop.Dispose();
        try
        {
            await _service.Sessions.ReleaseLeaseAsync(new ReleaseLeaseRequest { LeaseId = LeaseId }, Headers).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            // It has lapsed, or the service is gone: then there is nothing to give back.
        }
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                LastSignUtc = _service.NowUtc;
                await _service.Sessions.RetainLeaseAsync(
                    new RetainLeaseRequest { LeaseId = LeaseId }, Headers, cancellationToken: _stop.Token).ConfigureAwait(false);
                await Task.Delay(Period, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException)
        {
            // Abandoned, or lost to somebody else.
        }
    }
}
