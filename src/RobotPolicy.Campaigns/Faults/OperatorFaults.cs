using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Campaigns.Watching;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Campaigns.Faults;

/// <summary>What operators ask for, do wrong, and cease to do.</summary>
internal static class OperatorFaults
{
    private const double SessionSeconds = 0.5;
    private const double SilenceSeconds = 0.3;
    private const double HeartbeatSeconds = 0.3;

    private static readonly TimeSpan StreamPeriod = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(1.5);

    /// <summary>The rows.</summary>
    public static IEnumerable<FaultCase> All()
    {
        foreach (var kind in new[] { StopKind.Hold, StopKind.Protective, StopKind.Emergency })
            yield return new FaultCase($"stop request: {kind}", 0, (bench, stop) => RequestAsync(bench, kind, stop));
        yield return new FaultCase("session that started the task falls silent", SessionSeconds, LapseAsync);
        yield return new FaultCase("operator's heartbeat falls silent", HeartbeatSeconds, HeartbeatAsync);
        yield return new FaultCase("takeover, jog and hand-back within limits", null, TakeOverAsync);
        yield return new FaultCase("client vanishes in the middle of its stream", SilenceSeconds, VanishAsync);
        yield return new FaultCase("human's stream sends NaN", 0, NanAsync);
        yield return new FaultCase("second operator wants the lease (goes on)", null, RivalAsync);
        yield return new FaultCase("request without the lease (goes on)", null, WithoutLeaseAsync);
        yield return new FaultCase("wrong token (goes on)", null, WrongTokenAsync);
    }

    private static async Task<FaultOutcome> RequestAsync(FaultBench bench, StopKind kind, CancellationToken stop)
    {
        // The first call of a client compiles its code; an operator's has been running for a while.
        await bench.Service.Safety.GetSafetyStateAsync(new GetSafetyStateRequest(), cancellationToken: stop).ConfigureAwait(false);
        var now = bench.NowUtc;
        await bench.Service.Safety.RequestStopAsync(
            new RequestStopRequest { Kind = kind, Reason = "campaign" }, cancellationToken: stop).ConfigureAwait(false);
        return await bench.AwaitStopAsync(now, [StopCause.OperatorRequest], stop).ConfigureAwait(false);
    }

    private static async Task<FaultOutcome> LapseAsync(FaultBench bench, CancellationToken stop) => await bench.AwaitStopAsync(
        await bench.Operator!.AbandonAsync().ConfigureAwait(false), [StopCause.SessionLapsed], stop).ConfigureAwait(false);

    private static async Task<FaultOutcome> HeartbeatAsync(FaultBench bench, CancellationToken stop)
    {
        using var call = bench.Service.Safety.Heartbeat(bench.Headers, cancellationToken: stop);
        var last = bench.NowUtc;
        for (var beat = 0; beat < 5; beat++)
        {
            last = bench.NowUtc;
            await call.RequestStream.WriteAsync(
                new HeartbeatRequest { Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(HeartbeatSeconds)) }).ConfigureAwait(false);
            await call.ResponseStream.MoveNext(stop).ConfigureAwait(false);
            await Task.Delay(StreamPeriod, stop).ConfigureAwait(false);
        }

        var outcome = await bench.AwaitStopAsync(last, [StopCause.HeartbeatLapsed], stop).ConfigureAwait(false);
        await call.RequestStream.WriteAsync(new HeartbeatRequest { End = true }).ConfigureAwait(false);
        await call.RequestStream.CompleteAsync().ConfigureAwait(false);
        return outcome;
    }

    private static async Task<FaultOutcome> TakeOverAsync(FaultBench bench, CancellationToken stop)
    {
        var first = bench.Commands.Count;
        using var call = bench.Service.Intervention.Stream(bench.Headers, cancellationToken: stop);
        await JogAsync(bench, call, 0.4, 50, stop).ConfigureAwait(false);
        var taken = await bench.Service.StateAsync(stop).ConfigureAwait(false);
        await bench.Service.Intervention.ReleaseAsync(new ReleaseRequest(), bench.Headers, cancellationToken: stop).ConfigureAwait(false);
        await Task.Delay(Watched, stop).ConfigureAwait(false);
        var after = await bench.Service.StateAsync(stop).ConfigureAwait(false);
        var step = bench.Judge.LargestStep(bench.Commands.From(first));
        var problem = taken is not { Mode: ControlMode.Human, Source: CommandSource.Human } ? $"the human was not in command, but {taken.Mode} {taken.Cause}"
            : after.Mode != ControlMode.Running ? $"the policy did not go on, but {after.Mode} {after.Cause}"
            : after.Epoch <= taken.Epoch ? "the hand-back raised no epoch"
            : null;
        return new FaultOutcome(problem, after.Cause, null, $"largest step {step:0.00} of what a tick allows");
    }

    private static async Task<FaultOutcome> VanishAsync(FaultBench bench, CancellationToken stop)
    {
        var gone = bench.NowUtc;
        using (var client = new ServiceClient(bench.Setup.Endpoint, TimeProvider.System))
        {
            var call = client.Intervention.Stream(bench.Headers, cancellationToken: stop);
            await JogAsync(bench, call, 0.4, 40, stop).ConfigureAwait(false);
            gone = bench.NowUtc;
        }

        return await bench.AwaitStopAsync(gone, [StopCause.HumanSilent, StopCause.SessionLapsed], stop).ConfigureAwait(false);
    }

    private static async Task<FaultOutcome> NanAsync(FaultBench bench, CancellationToken stop)
    {
        using var call = bench.Service.Intervention.Stream(bench.Headers, cancellationToken: stop);
        await JogAsync(bench, call, 0.4, 25, stop).ConfigureAwait(false);
        var now = bench.NowUtc;
        await JogAsync(bench, call, double.NaN, 1, stop).ConfigureAwait(false);
        return await bench.AwaitStopAsync(now, [StopCause.HumanInputInvalid], stop).ConfigureAwait(false);
    }

    private static async Task<FaultOutcome> RivalAsync(FaultBench bench, CancellationToken stop)
    {
        var now = bench.NowUtc;
        using var rival = new ServiceClient(bench.Setup.Endpoint, TimeProvider.System);
        var refused = 0;
        for (var attempt = 0; attempt < 50; attempt++)
        {
            try
            {
                await rival.Sessions.AcquireLeaseAsync(
                    new AcquireLeaseRequest { Client = "rival", TakeOver = attempt % 2 == 0 }, cancellationToken: stop).ConfigureAwait(false);
                return new FaultOutcome("a rival of the same role got the lease", StopCause.None, null);
            }
            catch (RpcException exception) when (exception.StatusCode is StatusCode.FailedPrecondition or StatusCode.PermissionDenied)
            {
                refused++;
            }
        }

        return await bench.AwaitNothingAsync(now, Watched, stop, $"{refused} attempts refused").ConfigureAwait(false);
    }

    private static Task<FaultOutcome> WithoutLeaseAsync(FaultBench bench, CancellationToken stop) =>
        RefusedAsync(bench, [], StatusCode.PermissionDenied, stop);

    private static Task<FaultOutcome> WrongTokenAsync(FaultBench bench, CancellationToken stop) =>
        RefusedAsync(bench, new Metadata { { "authorization", "Bearer wrong" }, { "lease-id", bench.Operator!.LeaseId } }, StatusCode.Unauthenticated, stop);

    private static async Task<FaultOutcome> RefusedAsync(FaultBench bench, Metadata headers, StatusCode expected, CancellationToken stop)
    {
        var now = bench.NowUtc;
        try
        {
            await bench.Service.Tasks.StopTaskAsync(new StopTaskRequest { TaskId = bench.TaskId }, headers, cancellationToken: stop)
                .ConfigureAwait(false);
            return new FaultOutcome("it was obeyed", StopCause.None, null);
        }
        catch (RpcException exception) when (exception.StatusCode == expected)
        {
            return await bench.AwaitNothingAsync(now, Watched, stop, exception.StatusCode.ToString()).ConfigureAwait(false);
        }
    }

    private static async Task JogAsync(
        FaultBench bench, AsyncDuplexStreamingCall<HumanCommand, InterventionState> call, double speed, int frames, CancellationToken stop)
    {
        // Nobody reads the answers here; a client like this must not slow the robot either.
        for (var frame = 1; frame <= frames; frame++)
        {
            var jog = new JointJog();
            jog.Joints.Add(bench.Robot.Joints[0].Name);
            jog.Velocities.Add(speed);
            await call.RequestStream.WriteAsync(new HumanCommand { Jog = jog, Engaged = true }).ConfigureAwait(false);
            await Task.Delay(StreamPeriod, stop).ConfigureAwait(false);
        }
    }
}
