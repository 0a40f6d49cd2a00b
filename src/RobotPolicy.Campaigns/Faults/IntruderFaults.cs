using System.Net;
using System.Net.Http.Headers;
using RobotPolicy.Api.V1;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Campaigns.Faults;

/// <summary>Stop inputs of the cell, and peers that send what they should not.</summary>
internal static class IntruderFaults
{
    private const int Requests = 2000;
    private const int Messages = 400;
    private const int MaxBytes = 300;

    // Discovery of the peer, and three of its messages.
    private const double UnusableSeconds = 1;

    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan MessagePeriod = TimeSpan.FromMilliseconds(5);

    /// <summary>The rows.</summary>
    public static IEnumerable<FaultCase> All()
    {
        yield return new FaultCase("emergency button over ROS", 0, ButtonAsync);
        yield return new FaultCase("heartbeat of the cell falls silent", FaultProfile.HeartbeatSeconds, SilenceAsync);
        yield return new FaultCase("garbage on /joint_states from another peer (goes on)", null, (bench, stop) => GarbageAsync(bench, "/joint_states", JointState.Type, stop));
        yield return new FaultCase("garbage on a camera topic, faster than its pictures", UnusableSeconds, CameraGarbageAsync);
        yield return new FaultCase("leader on the intervention topic without the lease (goes on)", null, LeaderAsync);
        yield return new FaultCase("garbage to every method of the API (goes on)", null, RequestsAsync);
    }

    private static async Task<FaultOutcome> ButtonAsync(FaultBench bench, CancellationToken stop)
    {
        var now = bench.NowUtc;
        bench.Cell.Press(true);
        var outcome = await bench.AwaitStopAsync(now, [StopCause.StopInput], stop).ConfigureAwait(false);
        bench.Cell.Press(false);
        return outcome;
    }

    private static async Task<FaultOutcome> SilenceAsync(FaultBench bench, CancellationToken stop)
    {
        bench.Cell.Beat(false);
        var outcome = await bench.AwaitStopAsync(bench.Cell.LastBeatUtc, [StopCause.StopInputSilent], stop).ConfigureAwait(false);
        bench.Cell.Beat(true);
        return outcome;
    }

    private static async Task<FaultOutcome> GarbageAsync(FaultBench bench, string topic, RosMessageType type, CancellationToken stop)
    {
        var random = new Random(Messages);
        using var publisher = bench.Graph.Transport.CreatePublisher(topic, type, QosProfile.Default);
        await bench.WaitUntilAsync(() => publisher.MatchedCount > 0, $"a subscriber on {topic}", stop).ConfigureAwait(false);
        var now = bench.NowUtc;
        for (var message = 0; message < Messages; message++)
        {
            // A plausible encapsulation header, so that the rest is read at all.
            var bytes = new byte[4 + random.Next(MaxBytes)];
            random.NextBytes(bytes);
            (bytes[0], bytes[1], bytes[2], bytes[3]) = (0, 1, 0, 0);
            publisher.Publish(bytes);
            await System.Threading.Tasks.Task.Delay(MessagePeriod, stop).ConfigureAwait(false);
        }

        return await bench.AwaitNothingAsync(now, TimeSpan.Zero, stop, $"{Messages} messages").ConfigureAwait(false);
    }

    /// <summary>Three unusable messages in a row are a fault of that camera, whoever sent them.</summary>
    private static async Task<FaultOutcome> CameraGarbageAsync(FaultBench bench, CancellationToken stop)
    {
        var now = bench.NowUtc;
        await GarbageAsync(bench, "/camera/front/image_raw", Image.Type, stop).ConfigureAwait(false);
        return await bench.AwaitStopAsync(now, [StopCause.CameraInvalid], stop).ConfigureAwait(false);
    }

    private static async Task<FaultOutcome> LeaderAsync(FaultBench bench, CancellationToken stop)
    {
        var now = bench.NowUtc;
        using var publisher = bench.Graph.Transport.CreatePublisher(FaultProfile.InterventionTopic, JointState.Type, QosProfile.Default);
        await bench.WaitUntilAsync(() => publisher.MatchedCount > 0, "a subscriber on the intervention topic", stop).ConfigureAwait(false);
        var buffer = new CdrBuffer();
        var names = bench.Robot.Joints.Select(joint => joint.Name).ToArray();
        for (var message = 0; message < Messages; message++)
        {
            var leader = new JointState { Name = names, Position = bench.Robot.Joints.Select(joint => joint.MaxPosition).ToArray() };
            if (!buffer.TryEncode(leader, out var error))
                throw new CampaignException($"The leader could not be encoded: {error}");
            publisher.Publish(buffer.Cdr);
            await System.Threading.Tasks.Task.Delay(MessagePeriod, stop).ConfigureAwait(false);
        }

        return await bench.AwaitNothingAsync(now, TimeSpan.Zero, stop, $"{Messages} messages").ConfigureAwait(false);
    }

    /// <summary>Random bytes in well-formed and in lying frames, to every method that the proto files name.</summary>
    private static async Task<FaultOutcome> RequestsAsync(FaultBench bench, CancellationToken stop)
    {
        var random = new Random(Requests);
        var methods = TaskService.Descriptor.File.Services
            .Concat(SessionService.Descriptor.File.Services).Concat(PolicyService.Descriptor.File.Services)
            .Concat(InterventionService.Descriptor.File.Services).Concat(SafetyService.Descriptor.File.Services)
            .Concat(AlertService.Descriptor.File.Services).Concat(TelemetryService.Descriptor.File.Services)
            .Concat(QuestionService.Descriptor.File.Services).Concat(LogService.Descriptor.File.Services)
            .SelectMany(service => service.Methods)

            // A stop is obeyed whoever asks, and a stream of states never ends by itself: neither is garbage.
            .Where(method => method.Name != "RequestStop" && !method.IsServerStreaming)
            .Select(method => $"{bench.Setup.Endpoint}/{method.Service.FullName}/{method.Name}")
            .ToArray();
        using var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        using var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var now = bench.NowUtc;
        var worst = new Dictionary<string, int>();
        for (var request = 0; request < Requests; request++)
        {
            var payload = new byte[random.Next(MaxBytes)];
            random.NextBytes(payload);
            var lie = random.Next(4) == 0 ? random.Next() : payload.Length;
            byte[] frame = [(byte)(random.Next(8) == 0 ? 1 : 0), (byte)(lie >> 24), (byte)(lie >> 16), (byte)(lie >> 8), (byte)lie, .. payload];
            using var content = new ByteArrayContent(frame);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
            using var message = new HttpRequestMessage(HttpMethod.Post, methods[request % methods.Length]) { Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            message.Headers.TE.ParseAdd("trailers");
            using var response = await client.SendAsync(message, stop).ConfigureAwait(false);
            await response.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
            var status = Status(response);
            worst[status] = worst.GetValueOrDefault(status) + 1;
        }

        var text = string.Join(", ", worst.OrderBy(pair => pair.Key).Select(pair => $"status {pair.Key}: {pair.Value}"));
        var outcome = await bench.AwaitNothingAsync(now, TimeSpan.FromMilliseconds(200), stop, text).ConfigureAwait(false);
        return worst.ContainsKey("2") ? outcome with { Problem = $"an unhandled exception: {text}" } : outcome;
    }

    private static string Status(HttpResponseMessage response) =>
        response.TrailingHeaders.TryGetValues("grpc-status", out var trailing) ? trailing.First()
        : response.Headers.TryGetValues("grpc-status", out var leading) ? leading.First()
        : $"HTTP {(int)response.StatusCode}";
}
