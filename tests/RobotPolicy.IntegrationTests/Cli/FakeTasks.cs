using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotTask = RobotPolicy.Api.V1.Task;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Cli;

internal sealed class FakeTasks(FakeRobot robot) : TaskService.TaskServiceBase
{
    public override async Task<RobotTask> StartTask(StartTaskRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, $"{request.Goal.KindCase}".ToLowerInvariant());
        FakeRobot.NeedLease(context);
        if (robot.StartFailure is { } failure)
            throw failure;
        var task = FakeRobot.TaskIn(TaskState.Running);
        task.Goal = request.Goal;
        return task;
    }

    public override Task<RobotTask> PauseTask(PauseTaskRequest request, ServerCallContext context) => ChangeAsync(request.TaskId, TaskState.Paused, context);

    public override Task<RobotTask> ResumeTask(ResumeTaskRequest request, ServerCallContext context) => ChangeAsync(request.TaskId, TaskState.Running, context);

    public override Task<RobotTask> StopTask(StopTaskRequest request, ServerCallContext context) => ChangeAsync(request.TaskId, TaskState.Ended, context);

    public override async Task<RobotTask> GetTask(GetTaskRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, request.TaskId);
        if (request.TaskId != "task-1")
            throw new RpcException(new Status(StatusCode.NotFound, $"There is no task '{request.TaskId}'."));
        return FakeRobot.TaskIn(TaskState.Running);
    }

    public override async Task<ListTasksResponse> ListTasks(ListTasksRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, request.PageToken);
        return request.PageToken.Length == 0
            ? new ListTasksResponse { Tasks = { FakeRobot.TaskIn(TaskState.Running) }, NextPageToken = "2" }
            : new ListTasksResponse { Tasks = { FakeRobot.TaskIn(TaskState.Failed) } };
    }

    public override async Task WatchTask(WatchTaskRequest request, IServerStreamWriter<TaskEvent> events, ServerCallContext context)
    {
        await robot.EnterAsync(context, request.TaskId);
        await events.WriteAsync(new TaskEvent { Task = FakeRobot.TaskIn(TaskState.Running) });
        foreach (var state in robot.TaskStates)
            await events.WriteAsync(new TaskEvent { Task = FakeRobot.TaskIn(state) });
        if (robot.TaskNeverEnds)
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }

    private async Task<RobotTask> ChangeAsync(string id, TaskState state, ServerCallContext context)
    {
        await robot.EnterAsync(context, id);
        FakeRobot.NeedLease(context);
        return FakeRobot.TaskIn(state);
    }
}
