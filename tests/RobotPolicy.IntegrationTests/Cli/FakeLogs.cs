using Grpc.Core;
using RobotPolicy.Api.V1;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Cli;

internal sealed class FakeLogs(FakeRobot robot) : LogService.LogServiceBase
{
    private static readonly LoggedTask Pick = new()
    {
        TaskId = "task-1", StartS = 1, EndS = 9, IsComplete = true, Text = "pick up the cube", Policy = "pick_place_act", State = "ended", Verdict = Verdict.Failure,
        VerdictBy = "label", Comment = "the cube slipped", Takeovers = 1,
    };

    public override async Task<ListLogsResponse> ListLogs(ListLogsRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context);
        return new ListLogsResponse
        {
            Logs =
            {
                new LogEntry { Name = "2026-11-30T05-40-12Z", DurationS = 12, SizeBytes = 12_300_000, IsOpen = true, Tasks = -1 },
                new LogEntry { Name = "2026-11-29T05-40-12Z", DurationS = 12, SizeBytes = 12_300_000, Tasks = 3, Policies = { "pick_place_act" }, Problem = "it was cut off" },
            },
        };
    }

    public override async Task ReadTimeline(ReadTimelineRequest request, IServerStreamWriter<TimelineProgress> responseStream, ServerCallContext context)
    {
        await robot.EnterAsync(context, request.Name);
        await responseStream.WriteAsync(new TimelineProgress { Doing = "reading" });
        await responseStream.WriteAsync(new TimelineProgress
        {
            Doing = "ready",
            Fraction = 1,
            Timeline = new Timeline
            {
                Name = request.Name,
                DurationS = 12,
                Robot = new Robot { Name = "bench arm" },
                Recorded = new LogSide { Policy = "pick_place_act" },
                Tasks = { Pick },
                Marks = { new LogMark { Kind = LogMarkKind.Takeover, StartS = 3, EndS = 5, Text = "a human takes over (api)", Detail = "anna" } },
                Problems = { "it was cut off" },
            },
        });
    }

    public override async Task<LoggedTask> LabelLoggedTask(LabelLoggedTaskRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, $"{request.Name} {request.TaskId} {request.Verdict} {request.Comment}");
        return Pick;
    }
}
