using Polly;
using Polly.Fallback;
using Polly.Retry;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>
/// How often loading is tried, and on which device: what fails for a passing reason (a file that is being copied, memory that is
/// short for a moment) is tried again, and what no device but the last one can do falls back to it with a loud warning.
/// </summary>
public sealed class LoadAttempts
{
    /// <summary>Attempts on one device.</summary>
    public const int PerDevice = 3;

    /// <summary>Time from one attempt to the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<string> _devices;
    private readonly TimeProvider _time;

    /// <summary>Prepares attempts.</summary>
    /// <param name="devices">Devices in the order in which they are tried, at least one.</param>
    /// <param name="time">Paces the attempts.</param>
    public LoadAttempts(IReadOnlyList<string> devices, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfZero(devices.Count);
        (_devices, _time) = (devices, time);
    }

    /// <summary>Loads.</summary>
    /// <param name="load">One attempt on a device.</param>
    /// <param name="warn">Told of each fall back.</param>
    /// <param name="cancel">Stops between two attempts.</param>
    public async Task<T> RunAsync<T>(Func<string, T> load, Action<string> warn, CancellationToken cancel)
    {
        var builder = new ResiliencePipelineBuilder<T> { TimeProvider = _time };
        for (var i = _devices.Count - 1; i > 0; i--)
        {
            var (failed, next) = (_devices[i - 1], _devices[i]);
            builder.AddFallback(new FallbackStrategyOptions<T>
            {
                ShouldHandle = arguments => ValueTask.FromResult(IsFailure(arguments.Outcome.Exception)),
                FallbackAction = async arguments =>
                {
                    warn($"FALLING BACK FROM {failed} TO {next}: {arguments.Outcome.Exception?.Message}");
                    return Outcome.FromResult(await Retry<T>().ExecuteAsync(
                        _ => ValueTask.FromResult(load(next)), arguments.Context.CancellationToken).ConfigureAwait(false));
                },
            });
        }

        builder.AddPipeline(Retry<T>());
        return await builder.Build().ExecuteAsync(_ => ValueTask.FromResult(load(_devices[0])), cancel).ConfigureAwait(false);
    }

    // A package that does not fit the robot fits it no better a second time, nor on another device.
    private static bool IsFailure(Exception? exception) =>
        exception is not (null or PolicyRefusedException or OperationCanceledException);

    private ResiliencePipeline<T> Retry<T>() => new ResiliencePipelineBuilder<T> { TimeProvider = _time }
        .AddRetry(new RetryStrategyOptions<T>
        {
            ShouldHandle = arguments => ValueTask.FromResult(IsFailure(arguments.Outcome.Exception)),
            MaxRetryAttempts = PerDevice - 1,
            Delay = Pause,
            BackoffType = DelayBackoffType.Constant,
        })
        .Build();
}
