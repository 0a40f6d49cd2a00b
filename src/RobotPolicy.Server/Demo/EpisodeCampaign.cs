using System.Text;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Server.Composition;

namespace RobotPolicy.Server.Demo;

/// <summary>
/// Runs episodes against the simulator: reset the scene, start the task, wait for what the ground truth says, end the task.
/// Uses the service from outside, as an operator would: it posts commands and reads snapshots.
/// </summary>
internal sealed class EpisodeCampaign(
    RobotRuntime runtime, DemoOptions options, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private const string ResetTopic = "/simulator/reset";

    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ResetPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SetUpLimit = TimeSpan.FromSeconds(30);

    // Pictures of the scene before the reset are still on their way for a moment; the policy must not start on them.
    private const double SettleSeconds = 0.4;

    private readonly List<EpisodeResult> _results = [];
    private readonly GroundTruthListener _truth = new();

    /// <summary>Whether every episode was run and succeeded.</summary>
    public bool AllSucceeded { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var view = DemoView.Create(runtime, options, _results);
        try
        {
            using var subscription = runtime.Transport.CreateSubscription(
                GroundTruthListener.Topic, Float64MultiArray.Type, QosProfile.SensorData, _truth);
            using var reset = runtime.Transport.CreatePublisher(ResetTopic, StringMessage.Type, QosProfile.Default);
            for (var index = 0; index < options.Episodes; index++)
            {
                var result = await RunEpisodeAsync(options.Seed + index, reset, view, stoppingToken).ConfigureAwait(false);
                _results.Add(result);
                view.EpisodeEnded(result);
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to stop: what has been run so far is summed up below.
        }
        catch (TimeoutException exception)
        {
            view.Failed(exception.Message);
        }
        finally
        {
            AllSucceeded = _results.Count == options.Episodes && _results.TrueForAll(result => result.Success);
            view.Summarise();
            lifetime.StopApplication();
        }
    }

    private async Task<EpisodeResult> RunEpisodeAsync(long seed, IRosPublisher reset, DemoView view, CancellationToken stop)
    {
        view.Phase(_results.Count, seed, "reset");
        await ResetAsync(seed, reset, stop).ConfigureAwait(false);
        await WaitAsync(() => runtime.ReadStatus().StartBlock.IsNone, "the robot to be ready", stop).ConfigureAwait(false);

        var before = runtime.ReadStatus();
        runtime.Loop.TryPost(LoopCommand.StartTask);
        await WaitAsync(() => runtime.ReadStatus().Mode != ControlMode.Idle, "the task to start", stop).ConfigureAwait(false);
        _truth.TryGet(out var start);

        var cause = StopCause.None;
        GroundTruth truth;
        do
        {
            await Task.Delay(PollPeriod, time, stop).ConfigureAwait(false);
            _truth.TryGet(out truth);
            var status = runtime.ReadStatus();
            if (status.Cause != StopCause.None)
                cause = status.Cause;
            view.Phase(_results.Count, seed, PhaseName(truth, status));
        }
        while (!truth.Success && truth.SimTime - start.SimTime < options.TimeoutSeconds && truth.Episode == start.Episode);

        var holds = runtime.ReadStatus().HoldCount - before.HoldCount;
        await EndTaskAsync(stop).ConfigureAwait(false);
        return new EpisodeResult(
            seed, truth.Success && truth.Episode == start.Episode, truth.SimTime - start.SimTime, holds, cause);
    }

    private async Task ResetAsync(long seed, IRosPublisher reset, CancellationToken stop)
    {
        await WaitAsync(() => reset.MatchedCount > 0, $"a subscriber on {ResetTopic}", stop).ConfigureAwait(false);
        await WaitAsync(() => _truth.TryGet(out _), $"the simulator's {GroundTruthListener.Topic}", stop).ConfigureAwait(false);
        var buffer = EncodeReset(seed);
        _truth.TryGet(out var old);
        var nextResetAt = long.MinValue;
        await WaitAsync(
            () =>
            {
                if (_truth.TryGet(out var truth) && truth.Episode != old.Episode && truth.Seed == seed)
                    return truth.SimTime >= SettleSeconds;
                if (time.GetTimestamp() >= nextResetAt)
                {
                    reset.Publish(buffer.Cdr);
                    nextResetAt = time.GetTimestamp() + (long)(ResetPeriod.TotalSeconds * time.TimestampFrequency);
                }

                return false;
            },
            "the simulator to reset",
            stop).ConfigureAwait(false);
    }

    private static CdrBuffer EncodeReset(long seed)
    {
        var buffer = new CdrBuffer();
        return buffer.TryEncode(new StringMessage { Data = Encoding.UTF8.GetBytes($"seed={seed}") }, out var error)
            ? buffer
            : throw new InvalidOperationException(error.ToString());
    }

    private async Task EndTaskAsync(CancellationToken stop)
    {
        runtime.Loop.TryPost(LoopCommand.StopTask);
        await WaitAsync(() => runtime.ReadStatus().Mode == ControlMode.Idle, "the arm to stand still", stop).ConfigureAwait(false);
    }

    private async Task WaitAsync(Func<bool> condition, string what, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        while (!condition())
        {
            if (time.GetElapsedTime(start) > SetUpLimit)
                throw new TimeoutException($"Waited {SetUpLimit.TotalSeconds:F0} s for {what}.");
            await Task.Delay(PollPeriod, time, stop).ConfigureAwait(false);
        }
    }

    private static string PhaseName(GroundTruth truth, LoopStatus status) => status.Mode switch
    {
        ControlMode.Running when truth.Success => "placed",
        ControlMode.Running when truth.Grasped => "carry",
        ControlMode.Running => truth.Distance < 0.05 ? "release" : "reach",
        _ => $"{status.Mode}: {status.Cause}",
    };
}
