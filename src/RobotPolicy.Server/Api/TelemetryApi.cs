using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Telemetry;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Server.Api;

/// <summary><c>telemetry.proto</c> over <see cref="StateSampler"/>, <see cref="PictureDesk"/> and <see cref="MetricsCatalog"/>.</summary>
internal sealed class TelemetryApi(OperationsRoom room) : TelemetryService.TelemetryServiceBase
{
    private const double DefaultStateHz = 10;
    private const double DefaultPictureHz = 5;
    private const int DefaultQuality = 75;
    private const int MaxWidth = 8192;

    // Half of the shortest time between two inferences that anybody could tell apart on a screen.
    private static readonly TimeSpan ChunkPeriod = TimeSpan.FromMilliseconds(25);

    public override Task<Robot> GetRobot(GetRobotRequest request, ServerCallContext context) =>
        Task.FromResult(ApiMessages.ToApi(room.Loop.Robot, room.Loop.RateHz));

    public override Task<RobotState> GetState(GetStateRequest request, ServerCallContext context) =>
        Task.FromResult(ApiMessages.ToApi(room.States.Read(), room.Loop.Robot, 0));

    public override async Task StreamState(
        StreamStateRequest request, IServerStreamWriter<RobotState> responseStream, ServerCallContext context)
    {
        var check = new RequestCheck();
        if (request.RateHz != 0)
            check.Range("rate_hz", request.RateHz, 0.1, 1000);
        check.ThrowIfBad();
        using var states = room.States.Subscribe(request.RateHz == 0 ? DefaultStateHz : request.RateHz);
        await foreach (var sample in states.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
        {
            var message = ApiMessages.ToApi(sample, room.Loop.Robot, states.LostCount);
            await responseStream.WriteAsync(message, context.CancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task StreamCamera(
        StreamCameraRequest request, IServerStreamWriter<CameraFrame> responseStream, ServerCallContext context)
    {
        var order = Check(request);
        var clock = room.Loop.Clock;
        var rhythm = new PictureRhythm(request.RateHz == 0 ? DefaultPictureHz : request.RateHz, clock.NowNs);
        while (true)
        {
            await Task.Delay(rhythm.UntilDue(clock.NowNs), room.Time, context.CancellationToken).ConfigureAwait(false);
            if (!rhythm.IsNew(room.Pictures.CountOf(order.Camera))
                || await room.Pictures.GetAsync(order, context.CancellationToken).ConfigureAwait(false) is not { } picture)
            {
                rhythm.Skip(clock.NowNs);
                continue;
            }

            var message = ApiMessages.ToApi(picture, clock.NowNs, rhythm.LostCount);
            await responseStream.WriteAsync(message, context.CancellationToken).ConfigureAwait(false);
            rhythm.Shown(picture.Number, clock.NowNs, room.Pictures.CountOf(order.Camera));
        }
    }

    public override async Task StreamChunks(
        StreamChunksRequest request, IServerStreamWriter<Chunk> responseStream, ServerCallContext context)
    {
        var (seen, lost) = (0L, 0UL);
        while (true)
        {
            await room.Chunks.WaitAsync(seen, context.CancellationToken).ConfigureAwait(false);
            var count = room.Chunks.Count;
            if (room.Chunks.Read() is not { } chunk)
                continue;
            lost += seen == 0 ? 0 : (ulong)(count - seen - 1);
            seen = count;
            var start = room.Time.GetUtcNow() + TimeSpan.FromTicks((chunk.StartNs - room.Loop.Clock.NowNs) / 100);
            await responseStream.WriteAsync(ApiMessages.ToApi(chunk, start, lost), context.CancellationToken).ConfigureAwait(false);

            // A policy that infers at every tick is not followed at its rate.
            await Task.Delay(ChunkPeriod, room.Time, context.CancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<Topics> GetTopics(GetTopicsRequest request, ServerCallContext context)
    {
        var response = new Topics { AtS = room.Loop.Clock.NowNs / 1e9 };
        response.Topics_.Add(room.ReadTopics().Select(ApiMessages.ToApi));
        return Task.FromResult(response);
    }

    public override Task<Metrics> GetMetrics(GetMetricsRequest request, ServerCallContext context)
    {
        var response = new Metrics { UptimeS = room.Metrics.Uptime.TotalSeconds };
        response.Counters.Add(room.Metrics.Counters
            .Select(counter => new Counter { Name = counter.Name, Description = counter.Description, Value = counter.Read() })
            .Where(counter => !double.IsNaN(counter.Value)));
        response.Distributions.Add(room.Metrics.Distributions.Select(distribution =>
        {
            var summary = distribution.Histogram.Read();
            var message = new Distribution
            {
                Name = distribution.Name,
                Description = distribution.Description,
                P50S = summary.P50Ns / 1e9,
                P99S = summary.P99Ns / 1e9,
                P999S = summary.P999Ns / 1e9,
                MaxS = summary.MaxNs / 1e9,
                Count = (ulong)summary.Count,
            };
            if (request.Buckets)
            {
                message.Buckets.Add(distribution.Histogram.ReadBuckets().Select(bucket => new Bucket
                {
                    UpperBoundS = bucket.UpperBoundNs / 1e9,
                    Count = (ulong)bucket.Count,
                }));
            }

            return message;
        }));
        return Task.FromResult(response);
    }

    private PictureOrder Check(StreamCameraRequest request)
    {
        var robot = room.Loop.Robot;
        var camera = robot.IndexOfCamera(request.Camera);
        var check = new RequestCheck();
        check.That(camera >= 0, "camera", "one of " + string.Join(", ", robot.Cameras.Select(known => known.Name)), request.Camera);
        if (request.RateHz != 0)
            check.Range("rate_hz", request.RateHz, 0.1, 60);
        check.Range("quality", request.Quality, 0, 100);
        check.Range("max_width", request.MaxWidth, 0, MaxWidth);
        check.ThrowIfBad();
        return new PictureOrder(camera, request.Quality == 0 ? DefaultQuality : request.Quality, request.MaxWidth);
    }
}
