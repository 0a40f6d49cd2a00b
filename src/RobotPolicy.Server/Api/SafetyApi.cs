using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Safety;
using RobotPolicy.Server.Operations.Watching;
using RobotPolicy.Server.Sessions;
using StopCause = RobotPolicy.Control.Model.StopCause;
using StopKind = RobotPolicy.Api.V1.StopKind;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Server.Api;

/// <summary><c>safety.proto</c> over <see cref="SafetyDesk"/> and <see cref="HeartbeatDesk"/>.</summary>
internal sealed class SafetyApi(OperationsRoom room) : SafetyService.SafetyServiceBase
{
    public override async Task<SafetyState> RequestStop(RequestStopRequest request, ServerCallContext context)
    {
        // A stop is never refused for its words: they are cut.
        var reason = request.Reason.Length <= RequestCheck.MaxComment ? request.Reason : request.Reason[..RequestCheck.MaxComment];
        var check = new RequestCheck();
        check.That(
            request.Kind is StopKind.Hold or StopKind.Protective or StopKind.Emergency, "kind", "hold, protective or emergency", (int)request.Kind);
        check.ThrowIfBad();
        return ToApi(await room.Safety.StopAsync(
            (Control.Model.StopKind)(int)request.Kind, context.GetCaller().Subject, OneLine(reason)).ConfigureAwait(false));
    }

    public override async Task<SafetyState> ResetEmergencyStop(ResetEmergencyStopRequest request, ServerCallContext context) =>
        ToApi(await room.Safety.ResetAsync(context.GetCaller().Subject).ConfigureAwait(false));

    public override Task<SafetyState> GetSafetyState(GetSafetyStateRequest request, ServerCallContext context) =>
        Task.FromResult(ToApi(room.Safety.Report()));

    public override async Task Heartbeat(
        IAsyncStreamReader<HeartbeatRequest> requestStream, IServerStreamWriter<SafetyState> responseStream, ServerCallContext context)
    {
        // Signs of life count when they are read, so reading never waits for a client that does not read its answers.
        using var answers = new Watcher<StopReport>(1);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var reading = ReadAsync();
        var writing = WriteAsync();
        await Task.WhenAny(reading, writing).ConfigureAwait(false);
        if (!reading.IsCompletedSuccessfully)
            await ended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(reading, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await reading.ConfigureAwait(false);
        await writing.ConfigureAwait(false);

        async Task ReadAsync()
        {
            Heartbeat? heartbeat = null;
            try
            {
                while (await requestStream.MoveNext(ended.Token).ConfigureAwait(false))
                {
                    var message = requestStream.Current;
                    if (message.End)
                    {
                        if (heartbeat is not null)
                            room.Heartbeats.End(heartbeat);
                        return;
                    }

                    if (heartbeat is null)
                        heartbeat = Begin(message, context.GetCaller().Subject);
                    else if (!room.Heartbeats.Beat(heartbeat))
                        throw room.Loop.Refuse(
                            StopCause.HeartbeatLapsed, room.Loop.ReadStatus(), "This heartbeat came too late or was replaced; begin another.");
                    answers.Offer(room.Safety.Report());
                }
            }
            finally
            {
                answers.Complete();
            }
        }

        async Task WriteAsync()
        {
            await foreach (var report in answers.ReadAllAsync(ended.Token).ConfigureAwait(false))
                await responseStream.WriteAsync(ToApi(report), ended.Token).ConfigureAwait(false);
        }
    }

    private Heartbeat Begin(HeartbeatRequest first, string by)
    {
        var check = new RequestCheck();
        var timeout = check.Time(
            "timeout", first.Timeout, HeartbeatDesk.MinTimeout, HeartbeatDesk.MaxTimeout, HeartbeatDesk.DefaultTimeout);
        check.ThrowIfBad();
        return room.Heartbeats.Begin(by, timeout);
    }

    private static string OneLine(string text) => new([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter)]);

    private SafetyState ToApi(StopReport report) => ApiMessages.ToApi(report, room.Loop.Robot);
}
