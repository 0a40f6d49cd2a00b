using Google.Protobuf;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Data.Log;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Logs;
using RobotPolicy.Server.Operations.Watching;
using LogPicture = RobotPolicy.Api.V1.LogPicture;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Server.Api;

/// <summary><c>logs.proto</c> over <see cref="LogDesk"/>.</summary>
internal sealed class LogApi(OperationsRoom room) : LogService.LogServiceBase
{
    private const int DefaultBins = 1000;
    private const int MinBins = 100;
    private const int MaxBins = 4000;
    private const int DefaultQuality = 75;
    private const int MaxWidth = 8192;
    private const int MaxComment = 1000;
    private const double MaxSeconds = 1e9;

    // Far more than wait for a client that reads; the last ones stay.
    private const int MaxUnreadSteps = 16;

    public override Task<ListLogsResponse> ListLogs(ListLogsRequest request, ServerCallContext context) => Task.Run(() =>
    {
        new RequestCheck().OptionalName("page_token", request.PageToken, LogShelf.MaxName).ThrowIfBad();
        var page = room.Logs.List(request.PageSize, request.PageToken);
        var response = new ListLogsResponse { NextPageToken = page.NextToken };
        response.Logs.Add(page.Items.Select(LogMessages.ToApi));
        return response;
    });

    public override Task ReadTimeline(ReadTimelineRequest request, IServerStreamWriter<TimelineProgress> responseStream, ServerCallContext context)
    {
        var check = new RequestCheck();
        var bins = Bins(check, request.Bins);
        check.ThrowIfBad();
        return TellAsync(responseStream, context, tell => room.Logs.ReadAsync(request.Name, bins, tell, context.CancellationToken));
    }

    public override Task CompareLog(CompareLogRequest request, IServerStreamWriter<TimelineProgress> responseStream, ServerCallContext context)
    {
        var check = new RequestCheck().OptionalName("policy", request.Policy, LogShelf.MaxName);
        var bins = Bins(check, request.Bins);
        check.ThrowIfBad();
        return TellAsync(responseStream, context, tell => room.Logs.CompareAsync(request.Name, request.Policy, bins, tell, context.CancellationToken));
    }

    public override async Task<LogPicture> GetLogPicture(GetLogPictureRequest request, ServerCallContext context)
    {
        var check = new RequestCheck().Name("camera", request.Camera).Range("at_s", request.AtS, -MaxSeconds, MaxSeconds)
            .Range("quality", request.Quality, 0, 100).Range("max_width", request.MaxWidth, 0, MaxWidth);
        check.ThrowIfBad();
        var order = new LogPictureOrder(request.Camera, request.AtS, request.Quality == 0 ? DefaultQuality : request.Quality, request.MaxWidth);
        var picture = await room.Logs.GetPictureAsync(request.Name, order, context.CancellationToken).ConfigureAwait(false);
        return new LogPicture { Jpeg = UnsafeByteOperations.UnsafeWrap(picture.Jpeg), Width = picture.Width, Height = picture.Height, TakenS = picture.Seconds };
    }

    public override async Task<LogMoment> GetLogMoment(GetLogMomentRequest request, ServerCallContext context)
    {
        new RequestCheck().Range("at_s", request.AtS, -MaxSeconds, MaxSeconds).ThrowIfBad();
        var (moment, facts, clock, scores) = await room.Logs.GetMomentAsync(request.Name, request.AtS, context.CancellationToken).ConfigureAwait(false);
        return LogMessages.ToApi(moment, facts.Profile.Robot, clock, scores);
    }

    public override async Task<LoggedTask> LabelLoggedTask(LabelLoggedTaskRequest request, ServerCallContext context)
    {
        var check = new RequestCheck().Name("task_id", request.TaskId);
        check.That(request.Verdict is Verdict.Success or Verdict.Failure or Verdict.Unsure, "verdict", "success, failure or unsure", (int)request.Verdict);
        check.That(request.Comment.Length <= MaxComment, "comment", $"at most {MaxComment} characters", $"{request.Comment.Length} characters");
        check.ThrowIfBad();
        var (task, clock) = await room.Logs.LabelAsync(
            request.Name, request.TaskId, LogLabels.Outcomes[(int)request.Verdict - (int)Verdict.Success], request.Comment, context.CancellationToken).ConfigureAwait(false);
        return LogMessages.ToApi(task, clock);
    }

    private static int Bins(RequestCheck check, int bins)
    {
        if (bins != 0)
            check.Range("bins", bins, MinBins, MaxBins);
        return bins == 0 ? DefaultBins : bins;
    }

    /// <summary>Says how far a job is, until it ends with a timeline; a client that reads slowly delays nothing but its own next step.</summary>
    private static async Task TellAsync(
        IServerStreamWriter<TimelineProgress> responses, ServerCallContext context, Func<Action<LogStep>, Task<LogTimeline>> run)
    {
        using var steps = new Watcher<LogStep>(MaxUnreadSteps);
        var running = RunAsync();
        try
        {
            await foreach (var step in steps.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
                await responses.WriteAsync(new TimelineProgress { Doing = step.Doing, Fraction = step.Fraction }, context.CancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Whatever ends the telling, the job has seen the same token, and its place is free when this returns.
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var timeline = LogMessages.ToApi(await running.ConfigureAwait(false));
        await responses.WriteAsync(new TimelineProgress { Doing = "ready", Fraction = 1, Timeline = timeline }, context.CancellationToken).ConfigureAwait(false);

        async Task<LogTimeline> RunAsync()
        {
            try
            {
                return await run(steps.Offer).ConfigureAwait(false);
            }
            finally
            {
                steps.Complete();
            }
        }
    }
}
