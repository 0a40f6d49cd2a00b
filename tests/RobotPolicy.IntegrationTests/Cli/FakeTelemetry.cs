using Google.Protobuf;
using Grpc.Core;
using RobotPolicy.Api.V1;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Cli;

internal sealed class FakeTelemetry(FakeRobot robot) : TelemetryService.TelemetryServiceBase
{
    public override async Task<Robot> GetRobot(GetRobotRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context);
        return new Robot
        {
            Name = "bench arm",
            ControlRateHz = 100,
            Joints =
            {
                new Joint { Name = "shoulder", MinPosition = -1.5, MaxPosition = 1.5, MaxVelocity = 2, MaxAcceleration = 4 },
                new Joint { Name = "lift", Prismatic = true, MinPosition = 0, MaxPosition = 0.4, MaxVelocity = 0.2, MaxAcceleration = 1 },
            },
            Cameras = { new Camera { Name = "front", Topic = "/front/image", TimeoutS = 0.5 } },
        };
    }

    public override async Task<RobotState> GetState(GetStateRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context);
        return State(1);
    }

    public override async Task StreamState(StreamStateRequest request, IServerStreamWriter<RobotState> states, ServerCallContext context)
    {
        await robot.EnterAsync(context, $"{request.RateHz}");
        for (ulong tick = 1; tick <= 5; tick++)
            await states.WriteAsync(State(tick));
    }

    public override async Task StreamCamera(StreamCameraRequest request, IServerStreamWriter<CameraFrame> frames, ServerCallContext context)
    {
        await robot.EnterAsync(context, request.Camera);
        for (byte i = 0; i < 3; i++)
            await frames.WriteAsync(new CameraFrame { Jpeg = ByteString.CopyFrom(0xff, 0xd8, i), Width = 320, Height = 240, AgeS = 0.02 });
    }

    public override async Task<Metrics> GetMetrics(GetMetricsRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context);
        return new Metrics
        {
            UptimeS = 90,
            Counters = { new Counter { Name = "ticks", Description = "Ticks of the control loop.", Value = 9000 } },
            Distributions = { new Distribution { Name = "tick", Description = "Time of a tick.", P50S = 0.0001, P99S = 0.0003, P999S = 0.0005, MaxS = 0.001, Count = 9000 } },
        };
    }

    private static RobotState State(ulong tick) => new()
    {
        Time = FakeRobot.Noon,
        Tick = tick,
        Mode = ControlMode.Holding,
        Cause = StopCause.CameraStale,
        Culprit = "front",
        Source = CommandSource.Hold,
        Epoch = 3,
        Measured = { 0.5, 0.1 },
        Command = { 0.51, 0.1 },
        JointStateAgeS = 0.004,
        CameraAgesS = { 1.5 },
        TaskId = "task-1",
        Standstill = true,
        Failure = new FailureReading { State = FailureState.Quiet, Ratio = 0.42 },
    };
}
