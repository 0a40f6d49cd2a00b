using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace RobotPolicy.Grpc.Server;

internal sealed partial class ServerCall
{
    private const int Http2NoError = 0x0;
    private const int Http2Cancel = 0x8;

    /// <summary>How long an expired call waits for its last bytes to be taken before its stream is reset.</summary>
    private static readonly TimeSpan ExpiryGrace = TimeSpan.FromSeconds(1);

    private static readonly Status Expired = new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    /// <summary>Longest due time of a timer; a later deadline is known to the handler but not timed.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private DateTime _deadline = DateTime.MaxValue;
    private CancellationTokenSource? _cancellation;
    private TaskCompletionSource? _expired;
    private ITimer? _timer;

    private void StartDeadline(TimeSpan left)
    {
        var now = _settings.Time.GetUtcNow().UtcDateTime;
        _deadline = left < DateTime.MaxValue - now ? now + left : DateTime.MaxValue;
        if (left > LongestTimer)
            return;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(Http.RequestAborted);
        _expired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _timer = _settings.Time.CreateTimer(static state => ((ServerCall)state!).Expire(), this, left, Timeout.InfiniteTimeSpan);
    }

    private void Expire()
    {
        _expired!.TrySetResult();
        try
        {
            _cancellation!.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended at the same moment.
        }
        catch (AggregateException exception)
        {
            ServerLog.HandlerOutlivedCall(_settings.Log, _method, exception); // a handler's cancellation callback threw
        }
    }

    private async Task CloseStreamAsync()
    {
        if (Http.RequestAborted.IsCancellationRequested)
            return;
        var code = Http2NoError;
        try
        {
            await Http.Response.CompleteAsync().WaitAsync(ExpiryGrace, _settings.Time, Http.RequestAborted);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException or IOException)
        {
            code = Http2Cancel; // the peer does not read: its own deadline tells it why
        }

        // Stops the peer from sending more.
        Http.Features.Get<IHttpResetFeature>()?.Reset(code);
    }

    private void Release()
    {
        _timer?.Dispose();
        _cancellation?.Dispose();
        _encoder.Dispose();
    }
}
