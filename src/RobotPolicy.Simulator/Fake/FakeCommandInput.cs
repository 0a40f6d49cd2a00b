using System.Text;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Fake;

/// <summary>
/// A topic of commands, as a forward_position_controller or a joint_trajectory_controller takes them. Of a trajectory the last point counts
/// at once, whatever time it is given: the arm goes there as fast as it can. Runs on the receive thread.
/// </summary>
internal sealed class FakeCommandInput : IRosSampleHandler
{
    private readonly CommandTopic _topic;
    private readonly FakeArm _arm;
    private readonly RateLimitedLog _log;
    private readonly byte[][] _names;
    private long _accepted;
    private long _rejected;

    /// <summary>Hands commands to the arm.</summary>
    internal FakeCommandInput(CommandTopic topic, FakeArm arm, RateLimitedLog log)
    {
        (_topic, _arm, _log) = (topic, arm, log);
        _names = [.. topic.Names.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Commands that the arm followed.</summary>
    internal long AcceptedCount => Interlocked.Read(ref _accepted);

    /// <summary>Messages that were no command.</summary>
    internal long RejectedCount => Interlocked.Read(ref _rejected);

    /// <inheritdoc/>
    public void OnSample(RosSample sample)
    {
        var problem = _topic.Interface == CommandInterface.ForwardPosition ? TakeArray(sample.Cdr) : TakeTrajectory(sample.Cdr);
        if (problem is null)
        {
            Interlocked.Increment(ref _accepted);
            return;
        }

        Interlocked.Increment(ref _rejected);
        _log.Warn(_topic.Topic, $"command dropped: {problem}");
    }

    private string? TakeArray(ReadOnlySpan<byte> cdr)
    {
        if (!Float64MultiArray.TryDecode(cdr, out var message, out var error))
            return error.ToString();
        if (message.Data.Length != _names.Length)
            return $"{message.Data.Length} values, expected {_names.Length} ({string.Join(", ", _topic.Names)})";
        for (var i = 0; i < _names.Length; i++)
            _arm.SetTarget(_topic.Joints[i], message.Data[i]);
        return null;
    }

    private string? TakeTrajectory(ReadOnlySpan<byte> cdr)
    {
        if (!JointTrajectory.TryDecode(cdr, out var message, out var error))
            return error.ToString();
        if (message.JointNames.Count != _names.Length)
            return $"{message.JointNames.Count} joints, expected all of {string.Join(", ", _topic.Names)}";
        Span<int> joints = stackalloc int[_names.Length];
        var column = 0;
        foreach (var name in message.JointNames)
        {
            var place = IndexOf(name);
            if (place < 0)
                return $"joint '{Encoding.UTF8.GetString(name)}' is unknown; expected {string.Join(", ", _topic.Names)}";
            joints[column++] = _topic.Joints[place];
        }

        foreach (var point in message.Points)
        {
            if (point.Positions.Length != joints.Length)
                return $"a point with {point.Positions.Length} positions";
            for (var i = 0; i < joints.Length; i++)
                _arm.SetTarget(joints[i], point.Positions[i]);
        }

        return null;
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _names.Length; i++)
            if (name.SequenceEqual(_names[i]))
                return i;
        return -1;
    }
}
