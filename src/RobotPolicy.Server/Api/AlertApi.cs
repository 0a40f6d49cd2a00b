using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Sessions;
using Alert = RobotPolicy.Api.V1.Alert;
using AlertSnapshotMessage = RobotPolicy.Api.V1.AlertSnapshot;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Server.Api;

/// <summary><c>alerts.proto</c> over <see cref="AlertBook"/>.</summary>
internal sealed class AlertApi(OperationsRoom room) : AlertService.AlertServiceBase
{
    public override async Task WatchAlerts(WatchAlertsRequest request, IServerStreamWriter<AlertEvent> responseStream, ServerCallContext context)
    {
        var check = new RequestCheck();
        check.That(Enum.IsDefined(request.MinSeverity), "min_severity", "a severity", (int)request.MinSeverity);
        check.ThrowIfBad();
        var watched = room.Alerts.Watch((AlertSeverity)(int)request.MinSeverity);
        using var changes = watched.Changes;
        foreach (var alert in watched.Now)
            await responseStream.WriteAsync(new AlertEvent { Alert = ApiMessages.ToApi(alert) }, context.CancellationToken).ConfigureAwait(false);
        await foreach (var alert in changes.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
        {
            var message = new AlertEvent { Alert = ApiMessages.ToApi(alert), Lost = changes.LostCount };
            await responseStream.WriteAsync(message, context.CancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
    {
        var page = room.Alerts.List(request.OnlyOpen, request.PageSize, request.PageToken);
        var response = new ListAlertsResponse { NextPageToken = page.NextToken };
        response.Alerts.Add(page.Items.Select(ApiMessages.ToApi));
        return Task.FromResult(response);
    }

    public override Task<Alert> AcknowledgeAlert(AcknowledgeAlertRequest request, ServerCallContext context)
    {
        new RequestCheck().Name("alert_id", request.AlertId).Comment("comment", request.Comment).ThrowIfBad();
        return Task.FromResult(ApiMessages.ToApi(
            room.Alerts.Acknowledge(request.AlertId, context.GetCaller().Subject, request.Comment)));
    }

    public override Task<Alert> ResolveAlert(ResolveAlertRequest request, ServerCallContext context)
    {
        new RequestCheck().Name("alert_id", request.AlertId).Comment("comment", request.Comment).ThrowIfBad();
        return Task.FromResult(ApiMessages.ToApi(
            room.Alerts.Close(request.AlertId, context.GetCaller().Subject, request.Comment)));
    }

    public override Task<AlertSnapshotMessage> GetAlertSnapshot(GetAlertSnapshotRequest request, ServerCallContext context)
    {
        new RequestCheck().Name("alert_id", request.AlertId).ThrowIfBad();
        return Task.FromResult(FailureMessages.ToApi(room.Snapshots.Get(request.AlertId), room.Loop.Robot));
    }
}
