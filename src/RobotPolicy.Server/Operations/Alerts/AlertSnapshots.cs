using RobotPolicy.Server.Operations.Telemetry;

namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>
/// Pictures of the moment of an alarm: of each camera the one that is nearest to the decision, chosen at once and encoded beside whoever
/// raised the alert, one alert at a time. The last ones are kept. Any thread.
/// </summary>
public sealed class AlertSnapshots(PictureDesk pictures, int cameraCount, AlertBook alerts)
{
    /// <summary>Alerts whose pictures are kept.</summary>
    public const int Capacity = 50;

    /// <summary>Alerts that may wait for their pictures to be encoded; each holds a frame of every camera meanwhile.</summary>
    public const int MaxWaiting = 4;

    private const int Quality = 80;
    private const int MaxWidth = 640;

    private readonly Lock _gate = new();
    private readonly Queue<AlertSnapshot> _kept = [];
    private Task _last = Task.CompletedTask;
    private int _waiting;
    private long _dropped;

    /// <summary>Alerts that went without pictures because too many waited, or whose pictures could not be encoded.</summary>
    public long DroppedCount => Interlocked.Read(ref _dropped);

    /// <summary>Takes pictures for an alert; returns at once.</summary>
    /// <param name="alertId">The alert.</param>
    /// <param name="decidedNs">When the tick began that decided, on the monotonic clock, in nanoseconds.</param>
    /// <returns>Completes when the pictures are kept, or could not be had.</returns>
    public Task Take(string alertId, long decidedNs)
    {
        lock (_gate)
        {
            if (cameraCount == 0)
                return Task.CompletedTask;
            if (_waiting >= MaxWaiting)
            {
                Interlocked.Increment(ref _dropped);
                return Task.CompletedTask;
            }

            _waiting++;
            return _last = EncodeAsync(_last, pictures.GetNearestAsync(decidedNs, Quality, MaxWidth), alertId, decidedNs);
        }
    }

    /// <summary>The pictures of an alert.</summary>
    /// <exception cref="OperationException">There are none, or no longer.</exception>
    public AlertSnapshot Get(string alertId)
    {
        lock (_gate)
            return _kept.FirstOrDefault(snapshot => snapshot.AlertId == alertId) ?? throw OperationException.NotFound("picture of alert", alertId);
    }

    private async Task EncodeAsync(
        Task before, Task<IReadOnlyList<(int Camera, Picture Picture)>> encoding, string alertId, long decidedNs)
    {
        // Whoever raises an alert does not wait for a picture of it.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            Keep(new AlertSnapshot(alertId, decidedNs, await encoding.ConfigureAwait(false)));
        }
        catch (Exception exception) when (exception is OperationException or ObjectDisposedException)
        {
            // No codec on this installation, or the service ends: the alert stands without pictures.
            Interlocked.Increment(ref _dropped);
        }
        finally
        {
            lock (_gate)
                _waiting--;
        }
    }

    private void Keep(AlertSnapshot snapshot)
    {
        if (snapshot.Pictures.Count == 0)
            return;
        AlertSnapshot? left = null;
        lock (_gate)
        {
            if (_kept.Count >= Capacity)
                left = _kept.Dequeue();
            _kept.Enqueue(snapshot);
        }

        if (left is not null)
            alerts.MarkSnapshot(left.AlertId, isKept: false);
        alerts.MarkSnapshot(snapshot.AlertId, isKept: true);
    }
}
