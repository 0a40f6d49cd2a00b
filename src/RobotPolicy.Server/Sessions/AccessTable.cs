using System.Collections.Frozen;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Sessions;

/// <summary>
/// Who may call what: every method of every service stands here, and one that does not is refused. The proto files say the same
/// in their comments; a test compares them.
/// </summary>
public static class AccessTable
{
    private static readonly AccessRule Anyone = new(Role.Unspecified, LeaseNeed.None);
    private static readonly AccessRule Viewer = new(Role.Viewer, LeaseNeed.None);
    private static readonly AccessRule Operator = new(Role.Operator, LeaseNeed.None);
    private static readonly AccessRule Holder = new(Role.Operator, LeaseNeed.Required);

    private static readonly FrozenDictionary<string, AccessRule> Rules = new Dictionary<string, AccessRule>
    {
        ["/robotpolicy.v1.SessionService/WhoAmI"] = Viewer,
        ["/robotpolicy.v1.SessionService/AcquireLease"] = Operator,
        ["/robotpolicy.v1.SessionService/RetainLease"] = Operator,
        ["/robotpolicy.v1.SessionService/Heartbeat"] = Operator,
        ["/robotpolicy.v1.SessionService/ReleaseLease"] = Operator,
        ["/robotpolicy.v1.SessionService/GetLease"] = Viewer,
        ["/robotpolicy.v1.SessionService/WatchLease"] = Viewer,

        ["/robotpolicy.v1.SafetyService/RequestStop"] = Viewer,
        ["/robotpolicy.v1.SafetyService/ResetEmergencyStop"] = new(Role.Operator, LeaseNeed.RequiredBelowSupervisor),
        ["/robotpolicy.v1.SafetyService/GetSafetyState"] = Viewer,
        ["/robotpolicy.v1.SafetyService/Heartbeat"] = Operator,

        ["/robotpolicy.v1.PolicyService/ListPolicies"] = Viewer,
        ["/robotpolicy.v1.PolicyService/GetPolicy"] = Viewer,
        ["/robotpolicy.v1.PolicyService/LoadPolicy"] = Holder,
        ["/robotpolicy.v1.PolicyService/UnloadPolicy"] = Holder,

        ["/robotpolicy.v1.TaskService/StartTask"] = Holder,
        ["/robotpolicy.v1.TaskService/ChangeGoal"] = Holder,
        ["/robotpolicy.v1.TaskService/AppendSteps"] = Holder,
        ["/robotpolicy.v1.TaskService/ReportVerdict"] = Operator,
        ["/robotpolicy.v1.TaskService/PauseTask"] = Holder,
        ["/robotpolicy.v1.TaskService/ResumeTask"] = Holder,
        ["/robotpolicy.v1.TaskService/StopTask"] = Holder,
        ["/robotpolicy.v1.TaskService/GetTask"] = Viewer,
        ["/robotpolicy.v1.TaskService/ListTasks"] = Viewer,
        ["/robotpolicy.v1.TaskService/WatchTask"] = Viewer,

        ["/robotpolicy.v1.InterventionService/TakeOver"] = Holder,
        ["/robotpolicy.v1.InterventionService/Stream"] = Holder,
        ["/robotpolicy.v1.InterventionService/Correct"] = Holder,
        ["/robotpolicy.v1.InterventionService/Release"] = Holder,

        ["/robotpolicy.v1.AlertService/WatchAlerts"] = Viewer,
        ["/robotpolicy.v1.AlertService/ListAlerts"] = Viewer,
        ["/robotpolicy.v1.AlertService/AcknowledgeAlert"] = Operator,
        ["/robotpolicy.v1.AlertService/ResolveAlert"] = Operator,
        ["/robotpolicy.v1.AlertService/GetAlertSnapshot"] = Viewer,

        ["/robotpolicy.v1.QuestionService/WatchQuestions"] = Viewer,
        ["/robotpolicy.v1.QuestionService/ListQuestions"] = Viewer,
        ["/robotpolicy.v1.QuestionService/AnswerQuestion"] = Holder,

        ["/robotpolicy.v1.TelemetryService/GetRobot"] = Viewer,
        ["/robotpolicy.v1.TelemetryService/GetState"] = Viewer,
        ["/robotpolicy.v1.TelemetryService/StreamState"] = Viewer,
        ["/robotpolicy.v1.TelemetryService/StreamCamera"] = Viewer,
        ["/robotpolicy.v1.TelemetryService/StreamChunks"] = Viewer,
        ["/robotpolicy.v1.TelemetryService/GetTopics"] = Viewer,
        ["/robotpolicy.v1.TelemetryService/GetMetrics"] = Viewer,

        ["/robotpolicy.v1.LogService/ListLogs"] = Viewer,
        ["/robotpolicy.v1.LogService/ReadTimeline"] = Viewer,
        ["/robotpolicy.v1.LogService/GetLogPicture"] = Viewer,
        ["/robotpolicy.v1.LogService/GetLogMoment"] = Viewer,
        ["/robotpolicy.v1.LogService/CompareLog"] = Operator,
        ["/robotpolicy.v1.LogService/LabelLoggedTask"] = Operator,

        // A probe has no token, and learns no more than that the service answers and its control thread ticks.
        ["/grpc.health.v1.Health/Check"] = Anyone,
        ["/grpc.health.v1.Health/Watch"] = Viewer,
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = Viewer,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = Viewer,
    }.ToFrozenDictionary();

    /// <summary>All methods, as "/service/method".</summary>
    public static IReadOnlyCollection<string> Methods => Rules.Keys;

    /// <summary>The rule of a method; none for one that is not listed, which nobody may call.</summary>
    public static AccessRule? Find(string method) => Rules.TryGetValue(method, out var rule) ? rule : null;
}
