using System.Text.Json;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Commands.Alerts;
using RobotPolicy.Cli.Commands.Leases;
using RobotPolicy.Cli.Commands.Questions;
using RobotPolicy.Cli.Commands.Tasks;
using RobotPolicy.Cli.Commands.Telemetry;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Overview;

/// <summary>Everything an operator looks at first, read at about the same time.</summary>
internal sealed record Overview(
    Robot Robot, RobotState State, Lease Lease, RobotTask? Task, IReadOnlyList<Alert> Alerts, IReadOnlyList<Question> Questions)
{
    private const int MostAlerts = 5;

    /// <summary>Reads it: all calls at once, on one connection.</summary>
    public static async Task<Overview> ReadAsync(RobotConnection robot, CancellationToken stop)
    {
        var once = robot.Once(stop);
        using var profile = robot.Telemetry.GetRobotAsync(new GetRobotRequest(), once);
        using var state = robot.Telemetry.GetStateAsync(new GetStateRequest(), once);
        using var lease = robot.Sessions.GetLeaseAsync(new GetLeaseRequest(), once);
        using var alerts = robot.Alerts.ListAlertsAsync(new ListAlertsRequest { OnlyOpen = true, PageSize = MostAlerts }, once);
        using var questions = robot.Questions.ListQuestionsAsync(new ListQuestionsRequest { OnlyOpen = true }, once);
        await System.Threading.Tasks.Task.WhenAll(
            profile.ResponseAsync, state.ResponseAsync, lease.ResponseAsync, alerts.ResponseAsync, questions.ResponseAsync).ConfigureAwait(false);
        var now = await state.ResponseAsync.ConfigureAwait(false);
        return new Overview(
            await profile.ResponseAsync.ConfigureAwait(false),
            now,
            await lease.ResponseAsync.ConfigureAwait(false),
            await TaskAsync(robot, now.TaskId, once).ConfigureAwait(false),
            (await alerts.ResponseAsync.ConfigureAwait(false)).Alerts,
            (await questions.ResponseAsync.ConfigureAwait(false)).Questions);
    }

    /// <summary>For people.</summary>
    public IReadOnlyList<Sheet> Sheets(TimeProvider clock)
    {
        var head = new Sheet()
            .Field("robot", $"{Robot.Name}, {Robot.Joints.Count} joints at {Words.Number(Robot.ControlRateHz, 0)} Hz", Tone.Bold)
            .Field("lease", LeaseText.Of(Lease, clock))
            .Field("task", Task is null ? "none" : $"{Task.TaskId} ({Task.Policy}): {Words.Goal(Task.Goal)}")
            .Field("", Task is null ? "" : TaskText.Line(Task), Task is null ? Tone.Plain : Words.ToneOf(Task.State));
        var sheets = new List<Sheet> { head, StateText.Fields(Robot, State) };
        if (Questions.Count > 0)
            sheets.Add(QuestionText.Table(Questions, clock));
        if (State.Failure is { Scores.Count: > 0 } failure)
            sheets.Add(MonitorText.Scores("monitor", failure));
        sheets.Add(Alerts.Count > 0 ? AlertText.Table(Alerts, clock) : new Sheet().Field("alerts", "none"));
        return sheets;
    }

    /// <summary>For people, in one line.</summary>
    public string Line(TimeProvider clock)
    {
        var cause = Words.Cause(State.Cause, State.Culprit);
        return $"{Words.Time(State.Time, clock)}  {Words.Of(State.Mode)}{(cause.Length > 0 ? $": {cause}" : "")}  "
            + $"lease {(Lease.Held ? Lease.Subject : "free")}  task {(Task is null ? "none" : $"{Task.TaskId} {Words.Of(Task.State)}")}  alerts {Alerts.Count}";
    }

    /// <summary>For programs.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("robot");
        MessageJson.Write(json, Robot);
        json.WritePropertyName("state");
        MessageJson.Write(json, State);
        json.WritePropertyName("lease");
        MessageJson.Write(json, Lease);
        json.WritePropertyName("task");
        if (Task is null)
            json.WriteNullValue();
        else
            MessageJson.Write(json, Task);
        json.WriteStartArray("alerts");
        foreach (var alert in Alerts)
            MessageJson.Write(json, alert);
        json.WriteEndArray();
        json.WriteStartArray("questions");
        foreach (var question in Questions)
            MessageJson.Write(json, question);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // The task may have been forgotten between the two calls.
    private static async Task<RobotTask?> TaskAsync(RobotConnection robot, string taskId, CallOptions once)
    {
        if (taskId.Length == 0)
            return null;
        try
        {
            return await robot.Tasks.GetTaskAsync(new GetTaskRequest { TaskId = taskId }, once).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }
}
