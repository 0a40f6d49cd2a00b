using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Bridge;

/// <summary>
/// Publishes what only a simulator knows: where the cube is and whether the episode has succeeded. Faults do not touch it.
/// Runs on the physics thread.
/// </summary>
internal sealed class GroundTruthOutput : IDisposable
{
    /// <summary>Messages per second.</summary>
    internal const double RateHz = 20;

    /// <summary>Names of the values, in their order; each is the label of one dimension of the message.</summary>
    internal static readonly string[] Labels =
    [
        "episode", "seed", "sim_time", "cube_x", "cube_y", "cube_z", "distance", "grasped", "success", "commands_received", "valid", "goal",
    ];

    private static readonly QosProfile Qos = QosProfile.Default with { MaxBlocking = TimeSpan.Zero };
    private static readonly MultiArrayDimension[] Dimensions = [.. Labels.Select(label => new MultiArrayDimension(label, 1, 1))];
    private static readonly byte[] BaseFrame = System.Text.Encoding.UTF8.GetBytes(Topics.BaseFrame);

    private readonly TopicOutput _truth;
    private readonly TopicOutput _pose;
    private readonly double[] _values = new double[Labels.Length];

    /// <summary>Announces the topics.</summary>
    internal GroundTruthOutput(IRosTransport transport, RateLimitedLog log)
    {
        _truth = new TopicOutput(transport, Topics.GroundTruth, Float64MultiArray.Type, Qos, 1, log);
        _pose = new TopicOutput(transport, Topics.CubePose, PoseStamped.Type, Qos, 1, log);
    }

    /// <summary>Messages lost.</summary>
    internal long DroppedCount => _truth.DroppedCount + _pose.DroppedCount;

    /// <summary>Publishes the present truth.</summary>
    /// <param name="simulation">The simulation, on its own thread.</param>
    /// <param name="unixNs">Wall time of the state.</param>
    /// <param name="nowNs">Present moment on the monotonic clock.</param>
    internal void Publish(Simulation simulation, long unixNs, long nowNs)
    {
        var environment = simulation.Environment;
        var cube = environment.CubePosition;
        ReadOnlySpan<double> values =
        [
            simulation.Episode, environment.Seed, environment.Data.TimeSeconds, cube[0], cube[1], cube[2], environment.CubeDistanceMetres,
            environment.Grasped ? 1 : 0, environment.Succeeded ? 1 : 0, simulation.CommandsInEpisode, environment.Fault is null ? 1 : 0,
            environment.Goal,
        ];
        values.CopyTo(_values);
        _truth.Publish(new Float64MultiArray { Dimensions = Dimensions, Data = _values }, nowNs, TimeSpan.Zero);

        var turn = environment.Data.BodyQuaternion(environment.Layout.CubeBody);
        var pose = new PoseStamped
        {
            Header = new Header { Stamp = RosTime.FromNs(unixNs), FrameId = BaseFrame },
            Position = new RosVector3(cube[0], cube[1], cube[2]),
            Orientation = new RosQuaternion(turn[1], turn[2], turn[3], turn[0]),
        };
        _pose.Publish(pose, nowNs, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _truth.Dispose();
        _pose.Dispose();
    }
}
