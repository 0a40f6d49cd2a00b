using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Bridge;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Fake;

/// <summary>
/// Publishes joint states as drivers do: in an order of their own, which is that of the alphabet, and with a joint that the profile does
/// not know. One thread.
/// </summary>
internal sealed class FakeJointOutput : IDisposable
{
    /// <summary>The joint that no profile knows.</summary>
    internal const string ExtraJoint = "a_passive_joint";

    // Never blocks: the driver does not wait for a slow reader.
    private static readonly QosProfile Qos = QosProfile.Default with { MaxBlocking = TimeSpan.Zero };

    private readonly List<TopicOutput> _outputs = [];
    private readonly int[] _joints;
    private readonly string[] _names;
    private readonly double[] _factors;
    private readonly double[] _offsets;
    private readonly double[] _positions;
    private readonly double[] _velocities;

    /// <summary>Announces the topic.</summary>
    internal FakeJointOutput(IRosTransport transport, JointTopic topic, RobotDescription robot, FakeLies lies, RateLimitedLog log)
    {
        for (var i = 0; i < (lies.HasFlag(FakeLies.Twice) ? 2 : 1); i++)
            _outputs.Add(new TopicOutput(transport, topic.Topic, JointState.Type, Qos, 1, log));
        var sorted = topic.Joints.Zip(topic.Names).OrderBy(joint => joint.Second, StringComparer.Ordinal).ToArray();
        _joints = [.. sorted.Select(joint => joint.First)];
        var prefix = lies.HasFlag(FakeLies.Names) ? "arm_" : "";
        _names = [ExtraJoint, .. sorted.Select(joint => prefix + joint.Second)];
        _factors = [.. _joints.Select(joint => lies.HasFlag(FakeLies.Degrees) && !robot.Joints[joint].Prismatic ? 180 / Math.PI : 1)];
        _offsets = [.. _joints.Select(joint => lies.HasFlag(FakeLies.Outside) && joint == 0 ? robot.Joints[0].MaxPosition - robot.Joints[0].MinPosition + 0.1 : 0)];
        _positions = new double[_names.Length];
        _velocities = new double[_names.Length];
    }

    /// <summary>Messages handed to the transport.</summary>
    internal long SentCount => _outputs.Sum(output => output.SentCount);

    /// <summary>Publishes a state.</summary>
    /// <param name="positions">Of all joints of the robot, rad or m.</param>
    /// <param name="velocities">Per second.</param>
    /// <param name="stampNs">The stamp, in nanoseconds since the Unix epoch.</param>
    internal void Publish(ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities, long stampNs)
    {
        for (var i = 0; i < _joints.Length; i++)
        {
            _positions[i + 1] = (positions[_joints[i]] + _offsets[i]) * _factors[i];
            _velocities[i + 1] = velocities[_joints[i]] * _factors[i];
        }

        foreach (var output in _outputs)
            output.Publish(
                new JointState { Header = new Header { Stamp = RosTime.FromNs(stampNs) }, Name = _names, Position = _positions, Velocity = _velocities },
                0,
                TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var output in _outputs)
            output.Dispose();
    }
}
