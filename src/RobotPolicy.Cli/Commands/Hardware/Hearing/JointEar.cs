using System.Text;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Hardware.Hearing;

/// <summary>Listens to one topic of joint states. The receive thread writes, any thread may finish.</summary>
internal sealed class JointEar(TimeProvider time) : IRosSampleHandler
{
    private const int MaxJoints = 1024;

    private readonly Lock _gate = new();
    private readonly StreamMeter _meter = new();
    private byte[][] _names = [];
    private HeardJoint[] _joints = [];
    private long _changes;
    private long _withoutPositions;

    public void OnSample(RosSample sample)
    {
        lock (_gate)
        {
            if (JointState.TryDecode(sample.Cdr, out var message, out _) && message.Name.Count <= MaxJoints)
                Take(message, sample.ReceiveTimeNs);
            else
                _meter.AddMalformed();
        }
    }

    /// <summary>What was heard.</summary>
    public HeardJoints Finish(long endNs)
    {
        lock (_gate)
            return new HeardJoints
            {
                Stream = _meter.Finish(endNs),
                Joints = [.. _joints],
                LayoutChangeCount = _changes,
                WithoutPositionsCount = _withoutPositions,
            };
    }

    private void Take(in JointState message, long receivedNs)
    {
        _meter.Add(receivedNs, message.Header.Stamp.ToNs(), GraphListener.UnixNs(time));
        Match(message);
        if (message.Position.Length != _joints.Length)
        {
            _withoutPositions++;
            return;
        }

        for (var i = 0; i < _joints.Length; i++)
        {
            var (joint, position) = (_joints[i], message.Position[i]);
            _joints[i] = double.IsFinite(position)
                ? joint with
                {
                    Min = double.IsNaN(joint.Min) ? position : Math.Min(joint.Min, position),
                    Max = double.IsNaN(joint.Max) ? position : Math.Max(joint.Max, position),
                    Last = position,
                }
                : joint with { NonFiniteCount = joint.NonFiniteCount + 1 };
        }
    }

    private void Match(in JointState message)
    {
        if (IsSame(message))
            return;
        if (_names.Length > 0)
            _changes++;
        var known = _joints.DistinctBy(joint => joint.Name).ToDictionary(joint => joint.Name);
        var names = new List<byte[]>();
        foreach (var name in message.Name)
            names.Add(name.ToArray());
        _names = [.. names];
        _joints = [.. names.Select(Encoding.UTF8.GetString)
            .Select(name => known.GetValueOrDefault(name, new HeardJoint(name, double.NaN, double.NaN, double.NaN)))];
    }

    private bool IsSame(in JointState message)
    {
        if (message.Name.Count != _names.Length)
            return false;
        var i = 0;
        foreach (var name in message.Name)
            if (!name.SequenceEqual(_names[i++]))
                return false;
        return true;
    }
}
