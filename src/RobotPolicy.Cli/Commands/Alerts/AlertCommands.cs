using System.CommandLine;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Alerts;

/// <summary><c>alerts</c>: what somebody should look at.</summary>
internal static class AlertCommands
{
    public static Command Build(CommandRunner runner) => new("alerts", """
        What somebody should look at.

          robotctl alerts list --open
          robotctl alerts watch --min warning
          robotctl alerts ack alert-17 --comment "cable replaced"
          robotctl alerts resolve alert-17 --comment "it was the lighting"
          robotctl alerts snapshot alert-17 -o alarm-%02d.jpg
        """)
    {
        List(runner),
        Watch(runner),
        Acknowledge(runner),
        Resolve(runner),
        SnapshotCommand.Build(runner),
    };

    private static Command List(CommandRunner runner)
    {
        var open = new Option<bool>("--open") { Description = "Only what is not resolved." };
        var limit = new Option<int>("--limit", "-n") { Description = "At most so many.", DefaultValueFactory = _ => 50, HelpName = "count" };
        var command = new Command("list", "Alerts, newest first.") { open, limit };
        return runner.Bind(command, async (run, stop) =>
        {
            var alerts = await Pages.CollectAsync<Alert>(
                run.Parsed.GetValue(limit),
                async (size, token) =>
                {
                    var request = new ListAlertsRequest { PageSize = size, PageToken = token, OnlyOpen = run.Parsed.GetValue(open) };
                    var page = await run.Robot.Alerts.ListAlertsAsync(request, run.Robot.Once(stop)).ConfigureAwait(false);
                    return (page.Alerts, page.NextPageToken);
                }).ConfigureAwait(false);
            run.Printer.Answer(alerts, () => AlertText.Sheets(alerts, run.Terminal.Time));
            return ExitCode.Ok;
        });
    }

    private static Command Watch(CommandRunner runner)
    {
        var min = new Option<string>("--min") { Description = "Leave out what is less severe.", DefaultValueFactory = _ => "info" };
        min.AcceptOnlyFromAmong("info", "warning", "error", "critical");
        var command = new Command("watch", "Alerts that are not resolved, then every new one and every change, until Ctrl-C.") { min };
        return runner.Bind(command, async (run, stop) =>
        {
            var request = new WatchAlertsRequest { MinSeverity = Enum.Parse<Severity>(run.Parsed.GetValue(min)!, ignoreCase: true) };
            using var call = run.Robot.Alerts.WatchAlerts(request, run.Robot.Streaming(stop));
            await foreach (var change in call.ResponseStream.ReadAllAsync(stop).ConfigureAwait(false))
            {
                run.Printer.Answer(change, AlertText.Line(change.Alert, run.Terminal.Time), Words.ToneOf(change.Alert.Severity));
                if (change.Alert is { Failure: { } failure, ResolvedAt: null })
                    foreach (var line in MonitorText.Bars(failure))
                        run.Printer.Line($"  {line}");
                if (change.Lost > 0 && !run.Printer.Json)
                    run.Printer.Note($"{change.Lost} events were lost: this terminal is too slow.", Tone.Warn);
            }

            return ExitCode.Ok;
        });
    }

    private static Command Acknowledge(CommandRunner runner)
    {
        var id = new Argument<string>("alert") { Description = "Id of the alert." };
        var comment = new Option<string>("--comment", "-c") { Description = "At most 200 characters.", HelpName = "text" };
        var command = new Command("ack", "Say that somebody has seen it.") { id, comment };
        return runner.Bind(command, async (run, stop) =>
        {
            var request = new AcknowledgeAlertRequest { AlertId = run.Parsed.GetRequiredValue(id), Comment = run.Parsed.GetValue(comment) ?? "" };
            var alert = await run.Robot.Alerts.AcknowledgeAlertAsync(request, run.Robot.Once(stop)).ConfigureAwait(false);
            run.Printer.Answer(alert, AlertText.Line(alert, run.Terminal.Time));
            return ExitCode.Ok;
        });
    }

    private static Command Resolve(CommandRunner runner)
    {
        var id = new Argument<string>("alert") { Description = "Id of the alert." };
        var comment = new Option<string>("--comment", "-c") { Description = "At most 200 characters.", HelpName = "text" };
        var command = new Command("resolve", "Close it. An alarm of the monitor stays closed for the rest of its epoch.") { id, comment };
        return runner.Bind(command, async (run, stop) =>
        {
            var request = new ResolveAlertRequest { AlertId = run.Parsed.GetRequiredValue(id), Comment = run.Parsed.GetValue(comment) ?? "" };
            var alert = await run.Robot.Alerts.ResolveAlertAsync(request, run.Robot.Once(stop)).ConfigureAwait(false);
            run.Printer.Answer(alert, AlertText.Line(alert, run.Terminal.Time));
            return ExitCode.Ok;
        });
    }
}
