using System.Globalization;
using System.Net.WebSockets;
using Google.Protobuf;
using RobotPolicy.Api.V1;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.TestSupport;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Benchmarks.Watching;

/// <summary>
/// Consoles without their browsers: each opens the calls that a page holds open, and asks once a second what a page asks. Decoding and
/// drawing are the tablets' own, so they are left out here.
/// </summary>
internal static class ConsoleWatchers
{
    /// <summary>States a second to each page.</summary>
    public const double StateHz = 25;

    private const double PictureHz = 15;
    private const int MaxWidth = 960;
    private const string Telemetry = "/robotpolicy.v1.TelemetryService/";

    private static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Starts them in a process of their own, which ends by itself and prints how many states it received.</summary>
    public static ReferenceProcess Start(string console, int pages, int seconds) => ReferenceProcess.Start(
        "nice",
        [
            "-n", StateWatchers.Text(StateWatchers.Niceness), Environment.ProcessPath!, "watch",
            "--endpoint", console, "--clients", StateWatchers.Text(pages), "--rate", StateHz.ToString(CultureInfo.InvariantCulture), "--seconds", StateWatchers.Text(seconds), "--consoles",
        ]);

    /// <summary>Opens them, and returns how many states arrived at all pages together.</summary>
    public static async Task<long> RunAsync(string console, int pages, int seconds)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var counts = await Task.WhenAll(Enumerable.Range(0, pages).Select(_ => OpenAsync(console, stop.Token)));
        return counts.Sum();
    }

    private static async Task<long> OpenAsync(string console, CancellationToken stop)
    {
        using var asked = await PageCall.OpenAsync(console, Telemetry + "GetRobot");
        var robot = await AskAsync(asked, new GetRobotRequest(), Robot.Parser);
        var states = CountAsync(console, Telemetry + "StreamState", new StreamStateRequest { RateHz = StateHz }, RobotState.Parser, stop);
        await Task.WhenAll(
            [
                states,
                CountAsync(console, Telemetry + "StreamChunks", new StreamChunksRequest(), Chunk.Parser, stop),
                CountAsync(console, "/robotpolicy.v1.AlertService/WatchAlerts", new WatchAlertsRequest(), AlertEvent.Parser, stop),
                CountAsync(console, "/robotpolicy.v1.QuestionService/WatchQuestions", new WatchQuestionsRequest(), QuestionEvent.Parser, stop),
                CountAsync(console, "/robotpolicy.v1.SessionService/WatchLease", new WatchLeaseRequest(), Lease.Parser, stop),
                PollAsync(console, stop),
                .. robot.Cameras.Select(camera => CountAsync(
                    console, Telemetry + "StreamCamera", new StreamCameraRequest { Camera = camera.Name, RateHz = PictureHz, MaxWidth = MaxWidth }, CameraFrame.Parser, stop)),
            ]);
        return await states;
    }

    private static async Task<long> CountAsync<T>(string console, string method, IMessage request, MessageParser<T> parser, CancellationToken stop)
        where T : class, IMessage<T>
    {
        using var call = await PageCall.OpenAsync(console, method);
        using var end = stop.Register(call.Abort);
        var count = 0L;
        try
        {
            await call.SendAsync(request);
            await call.EndAsync();
            while (await call.ReadAsync(parser) is not null)
                count++;
        }
        catch (Exception exception) when (stop.IsCancellationRequested && exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The time is over.
        }

        return count;
    }

    private static async Task PollAsync(string console, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var topics = await PageCall.OpenAsync(console, Telemetry + "GetTopics");
            await AskAsync(topics, new GetTopicsRequest(), Topics.Parser);
            using var metrics = await PageCall.OpenAsync(console, Telemetry + "GetMetrics");
            await AskAsync(metrics, new GetMetricsRequest(), Metrics.Parser);
            await Task.Delay(PollPeriod, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private static async Task<T> AskAsync<T>(PageCall call, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        await call.SendAsync(request);
        await call.EndAsync();
        return await call.ReadAsync(parser) ?? throw new InvalidOperationException($"The service gave no answer: {string.Join(", ", call.Trailers)}");
    }
}
