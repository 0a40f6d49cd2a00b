using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Faults;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Bridge;

/// <summary>Publishes joint states as a joint_state_broadcaster does, with the faults that are on. Runs on the physics thread.</summary>
internal sealed class JointStateOutput : IDisposable
{
    // Never blocks: the physics must not wait for a slow reader.
    private static readonly QosProfile Qos = QosProfile.Default with { MaxBlocking = TimeSpan.Zero };

    private readonly TopicOutput _output;
    private readonly StampCorruptor _stamps = new();
    private readonly double[] _position = new double[RobotNames.JointCount];
    private readonly double[] _velocity = new double[RobotNames.JointCount];
    private readonly double[] _effort = new double[RobotNames.JointCount];
    private long _stampNs;

    /// <summary>Announces the topic.</summary>
    internal JointStateOutput(IRosTransport transport, double rateHz, RateLimitedLog log) =>
        _output = new TopicOutput(
            transport, Topics.JointStates, JointState.Type, Qos, (int)(FaultState.MaxDelay.TotalSeconds * rateHz) + 1, log);

    /// <summary>Messages handed to the transport.</summary>
    internal long SentCount => _output.SentCount;

    /// <summary>Messages lost.</summary>
    internal long DroppedCount => _output.DroppedCount;

    /// <summary>Publishes the present state.</summary>
    /// <param name="environment">The robot.</param>
    /// <param name="faults">Faults that are on.</param>
    /// <param name="unixNs">Wall time of the state.</param>
    /// <param name="nowNs">Present moment on the monotonic clock.</param>
    internal void Publish(PickPlaceEnvironment environment, FaultState faults, long unixNs, long nowNs)
    {
        if (faults.JointStatesDropped)
            return;
        if (!faults.JointStatesFrozen || _stampNs == 0)
        {
            environment.ReadMeasuredPositions(_position);
            environment.ReadJointVelocities(_velocity);
            environment.ReadJointEfforts(_effort);
            if (faults.NanJoint >= 0)
                _position[faults.NanJoint] = double.NaN;
            _stampNs = _stamps.Apply(faults.Stamps, unixNs);
        }

        var message = new JointState
        {
            Header = new Header { Stamp = RosTime.FromNs(_stampNs) },
            Name = RobotNames.Joints,
            Position = _position,
            Velocity = _velocity,
            Effort = _effort,
        };
        _output.Publish(message, nowNs, faults.JointStatesDelay);
    }

    /// <summary>Publishes delayed states that are due.</summary>
    internal void Flush(long nowNs) => _output.Flush(nowNs);

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();
}
