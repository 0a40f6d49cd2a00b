using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// Makes joint states of the whole robot of topics that carry a part of it each. The robot's state is as old as its oldest part, so that
/// an arm that falls silent is seen as such; of the parts that are newer, it takes what they were at that moment. What is unusable on
/// one topic is unusable for the robot. One receive thread calls; allocates only when created.
/// </summary>
internal sealed class JointStateMerge
{
    private readonly JointStateHistory _robot;
    private readonly Part[] _parts;
    private readonly double[] _positions;
    private readonly double[] _velocities;
    private long _mergedNs = long.MinValue;

    /// <param name="robot">Receives the states of the whole robot.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="limits">How far stamps may be from reception.</param>
    public JointStateMerge(JointStateHistory robot, IReadOnlyList<JointTopic> topics, StampLimits limits)
    {
        _robot = robot;
        _parts = [.. topics.Select(topic => new Part(topic, limits))];
        _positions = new double[robot.JointCount];
        _velocities = new double[robot.JointCount];
    }

    /// <summary>States of one topic's joints, as they arrive.</summary>
    public JointStateHistory PartOf(int topic) => _parts[topic].History;

    /// <summary>Called after each message of a topic.</summary>
    /// <param name="topic">Place of the topic.</param>
    /// <param name="receivedNs">When the message arrived, on the monotonic clock.</param>
    public void Update(int topic, long receivedNs)
    {
        var part = _parts[topic];
        if (part.HasNewFault(out var joint))
            _robot.Reject(part.History.LastFault, joint);
        var oldestNs = long.MaxValue;
        foreach (var each in _parts)
        {
            var (count, stampNs) = each.History.Newest;
            if (count == 0)
                return;
            oldestNs = Math.Min(oldestNs, stampNs);
        }

        if (oldestNs <= _mergedNs)
            return;
        foreach (var each in _parts)
            if (!each.TryRead(oldestNs, _positions, _velocities))
                return; // it has only just begun
        _mergedNs = oldestNs;
        _robot.Add(oldestNs, oldestNs, receivedNs, _positions, _velocities);
    }

    private sealed class Part(JointTopic topic, StampLimits limits)
    {
        private readonly int[] _joints = [.. topic.Joints];
        private readonly double[] _positions = new double[topic.Joints.Count];
        private readonly double[] _velocities = new double[topic.Joints.Count];
        private readonly double[] _scratch = new double[2 * topic.Joints.Count];
        private long _faults;

        public JointStateHistory History { get; } = new(topic.Joints.Count, limits);

        public bool HasNewFault(out int joint)
        {
            var faults = History.InvalidCount;
            var isNew = faults != _faults;
            _faults = faults;
            joint = History.LastFaultJoint is >= 0 and var place ? _joints[place] : -1;
            return isNew;
        }

        public bool TryRead(long timeNs, double[] positions, double[] velocities)
        {
            if (History.Sample(timeNs, 0, _scratch, _positions, _velocities) != JointSampleStatus.Ok)
                return false;
            for (var i = 0; i < _joints.Length; i++)
                (positions[_joints[i]], velocities[_joints[i]]) = (_positions[i], _velocities[i]);
            return true;
        }
    }
}
