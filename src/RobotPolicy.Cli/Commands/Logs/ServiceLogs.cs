using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Logs;

/// <summary>Recordings on the service's disk, by name.</summary>
internal static class ServiceLogs
{
    private const int MaxListed = 1000;

    public static async Task<int> ListAsync(Invocation run, CancellationToken stop)
    {
        var logs = await Pages.CollectAsync<LogEntry>(
            MaxListed,
            async (size, token) =>
            {
                var page = await run.Robot.Logs.ListLogsAsync(new ListLogsRequest { PageSize = size, PageToken = token }, run.Robot.Once(stop)).ConfigureAwait(false);
                return (page.Logs, page.NextPageToken);
            }).ConfigureAwait(false);
        run.Printer.Answer(logs, () => ServiceLogsText.Table(logs));
        return ExitCode.Ok;
    }

    public static async Task<int> ShowAsync(Invocation run, string name, CancellationToken stop)
    {
        Timeline? timeline = null;
        using (var bar = new ProgressLine(run))
        {
            using var call = run.Robot.Logs.ReadTimeline(new ReadTimelineRequest { Name = name }, run.Robot.Streaming(stop));
            await foreach (var step in call.ResponseStream.ReadAllAsync(stop).ConfigureAwait(false))
            {
                bar.Show(step.Fraction, _ => $"reading {name}");
                timeline = step.Timeline ?? timeline;
            }
        }

        if (timeline is null)
            throw new CommandException(ExitCode.Refused, "the service ended the reading without a result.");
        run.Printer.Answer(timeline, () => ServiceLogsText.Sheets(timeline));
        return ExitCode.Ok;
    }

    public static async Task<int> LabelAsync(Invocation run, string name, string task, string outcome, string comment, CancellationToken stop)
    {
        var request = new LabelLoggedTaskRequest
        {
            Name = name,
            TaskId = task,
            Verdict = Enum.Parse<Verdict>(outcome, ignoreCase: true),
            Comment = comment,
        };
        var labelled = await run.Robot.Logs.LabelLoggedTaskAsync(request, run.Robot.Once(stop)).ConfigureAwait(false);
        run.Printer.Answer(labelled, $"{labelled.TaskId} is labelled {Words.Of(labelled.Verdict)} in {name}.", Tone.Good);
        return ExitCode.Ok;
    }
}
