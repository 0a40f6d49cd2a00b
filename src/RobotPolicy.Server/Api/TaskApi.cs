using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.Server.Sessions;
using Task = System.Threading.Tasks.Task;
using TaskMessage = RobotPolicy.Api.V1.Task;

namespace RobotPolicy.Server.Api;

/// <summary><c>tasks.proto</c> over <see cref="TaskBook"/>.</summary>
internal sealed class TaskApi(OperationsRoom room) : TaskService.TaskServiceBase
{
    private const int MaxComment = 1000;

    public override async Task<TaskMessage> StartTask(StartTaskRequest request, ServerCallContext context)
    {
        var check = new RequestCheck();
        var start = TaskRequests.Read(check, request, room.Loop.Robot, context.GetCaller().Subject);
        check.ThrowIfBad();
        return ApiMessages.ToApi(await room.Tasks.StartAsync(start).ConfigureAwait(false));
    }

    public override async Task<TaskMessage> ChangeGoal(ChangeGoalRequest request, ServerCallContext context)
    {
        var check = new RequestCheck().Name("task_id", request.TaskId);
        check.That(request.Goal is not null, "goal", "a goal", "none");
        GoalCheck.Run(check, request.Goal, room.Loop.Robot);
        check.ThrowIfBad();
        return ApiMessages.ToApi(await room.Tasks.ChangeGoalAsync(request.TaskId, request.Goal!).ConfigureAwait(false));
    }

    public override Task<TaskMessage> AppendSteps(AppendStepsRequest request, ServerCallContext context)
    {
        var check = new RequestCheck().Name("task_id", request.TaskId);
        var steps = TaskRequests.ReadSteps(check, request.Steps, room.Loop.Robot);
        check.ThrowIfBad();
        return Task.FromResult(ApiMessages.ToApi(room.Tasks.AppendSteps(request.TaskId, steps)));
    }

    public override async Task<TaskMessage> ReportVerdict(ReportVerdictRequest request, ServerCallContext context)
    {
        var check = new RequestCheck().Name("task_id", request.TaskId).OptionalName("by", request.By);
        check.That(request.Verdict is Verdict.Success or Verdict.Failure or Verdict.Unsure, "verdict", "success, failure or unsure", (int)request.Verdict);
        check.That(request.Comment.Length <= MaxComment, "comment", $"at most {MaxComment} characters", $"{request.Comment.Length} characters");
        check.ThrowIfBad();
        var by = request.By.Length > 0 ? request.By : context.GetCaller().Subject;
        return ApiMessages.ToApi(await room.Tasks.ReportVerdictAsync(
            request.TaskId, (VerdictKind)(int)request.Verdict, by, request.Comment, request.Finish).ConfigureAwait(false));
    }

    public override async Task<TaskMessage> PauseTask(PauseTaskRequest request, ServerCallContext context) =>
        ApiMessages.ToApi(await room.Tasks.PauseAsync(Id(request.TaskId)).ConfigureAwait(false));

    public override async Task<TaskMessage> ResumeTask(ResumeTaskRequest request, ServerCallContext context) =>
        ApiMessages.ToApi(await room.Tasks.ResumeAsync(Id(request.TaskId)).ConfigureAwait(false));

    public override async Task<TaskMessage> StopTask(StopTaskRequest request, ServerCallContext context) =>
        ApiMessages.ToApi(await room.Tasks.StopAsync(Id(request.TaskId)).ConfigureAwait(false));

    public override Task<TaskMessage> GetTask(GetTaskRequest request, ServerCallContext context) =>
        Task.FromResult(ApiMessages.ToApi(room.Tasks.Get(Id(request.TaskId))));

    public override Task<ListTasksResponse> ListTasks(ListTasksRequest request, ServerCallContext context)
    {
        var page = room.Tasks.List(request.PageSize, request.PageToken);
        var response = new ListTasksResponse { NextPageToken = page.NextToken };
        response.Tasks.Add(page.Items.Select(ApiMessages.ToApi));
        return Task.FromResult(response);
    }

    public override async Task WatchTask(WatchTaskRequest request, IServerStreamWriter<TaskEvent> responseStream, ServerCallContext context)
    {
        var watched = room.Tasks.Watch(Id(request.TaskId));
        using var changes = watched.Changes;
        foreach (var task in watched.Now)
            await responseStream.WriteAsync(new TaskEvent { Task = ApiMessages.ToApi(task) }, context.CancellationToken).ConfigureAwait(false);
        await foreach (var task in changes.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
        {
            var message = new TaskEvent { Task = ApiMessages.ToApi(task), Lost = changes.LostCount };
            await responseStream.WriteAsync(message, context.CancellationToken).ConfigureAwait(false);
            if (task.IsOver)
                break;
        }
    }

    private static string Id(string id)
    {
        new RequestCheck().Name("task_id", id).ThrowIfBad();
        return id;
    }
}
