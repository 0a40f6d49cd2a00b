using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Execution;

/// <summary>Executors on a robot of made-up joints, and chunks for them.</summary>
internal static class ExecutorSetup
{
    public const long Ms = 1_000_000;

    public static RobotDescription Robot(int joints = 1, params int[] latenciesMs) => new()
    {
        Name = "made up",
        Joints = [.. Enumerable.Range(0, joints).Select(joint => new JointDescription
        {
            Name = $"j{joint}",
            MinPosition = -1000,
            MaxPosition = 1000,
            MaxVelocity = 1000,
            MaxAcceleration = 1000,
            MaxTrackingError = 1,
            CommandLatency = TimeSpan.FromMilliseconds(joint < latenciesMs.Length ? latenciesMs[joint] : 0),
        })],
        Cameras = [],
    };

    public static PolicySpec Spec(ExecutorKind kind, int horizon = 4, int execute = 2, int intervalMs = 100) => new()
    {
        Name = "made up",
        Horizon = horizon,
        ActionIntervalNs = intervalMs * Ms,
        ExecuteSteps = execute,
        Executor = kind,
        Interpolation = Interpolation.Linear,
        StateJoints = [],
        ActionJoints = [],
        Cameras = [],
    };

    public static IChunkExecutor Start(PolicySpec spec, int fadeMs = 0, RobotDescription? robot = null, int maxEnsembleChunks = 64)
    {
        robot ??= Robot();
        var executor = ChunkExecutors.Create(spec, robot, new ExecutorOptions
        {
            SeamFade = TimeSpan.FromMilliseconds(fadeMs),
            MaxEnsembleChunks = maxEnsembleChunks,
        });
        executor.Reset(1, new double[robot.Joints.Count]);
        return executor;
    }

    public static ActionChunk Chunk(long startNs, double[] actions, long intervalNs = 100 * Ms, long epoch = 1, int joints = 1)
    {
        var chunk = new ActionChunk(actions.Length / joints, joints)
        {
            Epoch = epoch,
            StartNs = startNs,
            IntervalNs = intervalNs,
            InferenceStartNs = startNs,
            Id = 3,
        };
        actions.CopyTo(chunk.Actions, 0);
        return chunk;
    }

    /// <summary>Position of joint 0, which must be scheduled.</summary>
    public static double At(this IChunkExecutor executor, long nowNs) => executor.At(nowNs, out _);

    public static double At(this IChunkExecutor executor, long nowNs, out double velocity)
    {
        var (position, speed) = (new double[8], new double[8]);
        Assert.Equal(ScheduleStatus.Active, executor.Sample(nowNs, position, speed).Status);
        velocity = speed[0];
        return position[0];
    }
}
