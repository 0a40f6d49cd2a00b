using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Intervention;
using RobotPolicy.Server.Sessions;
using HumanSource = RobotPolicy.Control.Intervention.HumanSource;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Server.Api;

/// <summary><c>intervention.proto</c> over <see cref="InterventionDesk"/>.</summary>
internal sealed class InterventionApi(OperationsRoom room) : InterventionService.InterventionServiceBase
{
    private const int MaxPhrase = 1000;

    private static readonly TimeSpan StatePeriod = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastStateLimit = TimeSpan.FromSeconds(1);

    public override async Task<InterventionState> TakeOver(TakeOverRequest request, ServerCallContext context)
    {
        var check = new RequestCheck();
        check.That(Enum.IsDefined(request.Source), "source", "stream or topic", (int)request.Source);
        check.ThrowIfBad();
        var source = request.Source == RobotPolicy.Api.V1.HumanSource.Topic ? HumanSource.Topic : HumanSource.Api;
        return ToApi(await room.Intervention.TakeOverAsync(source, request.WhenEngaged, context.GetCaller().Subject).ConfigureAwait(false));
    }

    public override async Task Stream(
        IAsyncStreamReader<HumanCommand> requestStream, IServerStreamWriter<InterventionState> responseStream, ServerCallContext context)
    {
        var caller = context.GetCaller();
        var stream = room.Intervention.OpenStream(caller.Subject);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stream.Released);
        var reading = ReadAsync();
        using var unread = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var writing = WriteAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // A client that reads gets the last state; one that does not is not waited for.
        await ended.CancelAsync().ConfigureAwait(false);
        unread.CancelAfter(LastStateLimit);
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await reading.ConfigureAwait(false);

        async Task ReadAsync()
        {
            try
            {
                while (await requestStream.MoveNext(ended.Token).ConfigureAwait(false))
                    await stream.PushAsync(ToFrame(requestStream.Current), ended.Token).ConfigureAwait(false);
            }
            catch (Exception) when (stream.Released.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
            {
                // Handed back: the stream ends as it should.
            }
            finally
            {
                // At once: the end of the stream is silence, whatever becomes of the answers.
                room.Intervention.EndStream(stream, caller.LeaseLost.IsCancellationRequested);
            }
        }

        async Task WriteAsync()
        {
            using var timer = new PeriodicTimer(StatePeriod, room.Time);
            try
            {
                while (await timer.WaitForNextTickAsync(ended.Token).ConfigureAwait(false))
                    await responseStream.WriteAsync(ToApi(room.Intervention.Report(stream)), unread.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!unread.IsCancellationRequested)
            {
                await responseStream.WriteAsync(ToApi(room.Intervention.Report(stream)), unread.Token).ConfigureAwait(false);
            }
        }
    }

    public override async Task<InterventionState> Correct(CorrectRequest request, ServerCallContext context)
    {
        switch (request.KindCase)
        {
            case CorrectRequest.KindOneofCase.Phrase:
                new RequestCheck().Name("phrase", request.Phrase, MaxPhrase).ThrowIfBad();
                return ToApi(await room.Intervention.CorrectAsync(request.Phrase).ConfigureAwait(false));
            case CorrectRequest.KindOneofCase.Offset:
                var check = new RequestCheck();
                check.That(!request.Offset.Absolute, "offset.absolute", "false: an offset is a difference", true);
                check.ThrowIfBad();
                return ToApi(room.Intervention.Correct(new HumanCommandFrame(
                    HumanFrameKind.AbsoluteTarget, "offset.positions", request.Offset.Positions, "offset.joints", request.Offset.Joints, false, 0)));
            default:
                throw ApiErrors.Invalid(ApiErrors.Field("kind", "a phrase or an offset", "none"));
        }
    }

    public override async Task<InterventionState> Release(ReleaseRequest request, ServerCallContext context)
    {
        var check = new RequestCheck();
        check.That(Enum.IsDefined(request.Then), "then", "resume or hold", (int)request.Then);
        check.ThrowIfBad();
        return ToApi(await room.Intervention.ReleaseAsync(
            request.Then == ReleaseRequest.Types.Then.Hold, context.GetCaller().Subject).ConfigureAwait(false));
    }

    private static HumanCommandFrame ToFrame(HumanCommand command) => command.KindCase switch
    {
        HumanCommand.KindOneofCase.Target => new HumanCommandFrame(
            command.Target.Absolute ? HumanFrameKind.AbsoluteTarget : HumanFrameKind.ClutchedTarget,
            "target.positions",
            command.Target.Positions,
            "target.joints",
            command.Target.Joints,
            command.Engaged,
            command.Sequence),

        // Neither target nor jog says as much as an empty jog: the length is wrong, unless the robot has no joints.
        _ => new HumanCommandFrame(
            HumanFrameKind.Jog,
            "jog.velocities",
            command.Jog?.Velocities ?? [],
            "jog.joints",
            command.Jog?.Joints ?? [],
            command.Engaged,
            command.Sequence),
    };

    private InterventionState ToApi(InterventionReport report) => ApiMessages.ToApi(report, room.Loop.HumanTimeout);
}
