using System.Text;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// Where each joint of the robot stands in a joint-state message. Publishers order joints as they like and may report more of
/// them; names are matched when the layout changes, and otherwise only compared. Receive thread.
/// </summary>
internal sealed class JointLayout
{
    private readonly byte[][] _joints;
    private readonly int[] _indices;
    private byte[][] _names = [];
    private bool _isKnown;

    public JointLayout(IEnumerable<string> joints)
    {
        _joints = [.. joints.Select(Encoding.UTF8.GetBytes)];
        _indices = new int[_joints.Length];
    }

    /// <summary>What is wrong with the layout.</summary>
    public JointStateFault Fault { get; private set; }

    /// <summary>The robot's joint to blame, or −1.</summary>
    public int FaultJoint { get; private set; } = -1;

    /// <summary>Times that names were matched anew.</summary>
    public long ChangeCount { get; private set; }

    /// <summary>For each joint of the robot, its place in the message.</summary>
    public ReadOnlySpan<int> Indices => _indices;

    /// <summary>Adopts a message's layout.</summary>
    /// <returns>Whether every joint of the robot is in it exactly once.</returns>
    public bool Update(CdrStringSequence names)
    {
        if (!_isKnown || !IsSame(names))
            Match(names);
        return Fault == JointStateFault.None;
    }

    private bool IsSame(CdrStringSequence names)
    {
        if (names.Count != _names.Length)
            return false;
        var index = 0;
        foreach (var name in names)
            if (!name.SequenceEqual(_names[index++]))
                return false;
        return true;
    }

    private void Match(CdrStringSequence names)
    {
        ChangeCount++;
        _isKnown = names.Count <= MaxNames;
        (Fault, FaultJoint) = (JointStateFault.None, -1);
        if (!_isKnown)
        {
            Fault = JointStateFault.LengthMismatch;
            return;
        }

        _names = new byte[names.Count][];
        var index = 0;
        foreach (var name in names)
            _names[index++] = name.ToArray();
        for (var joint = 0; joint < _joints.Length; joint++)
        {
            var count = 0;
            for (var place = 0; place < _names.Length; place++)
                if (_names[place].AsSpan().SequenceEqual(_joints[joint]))
                {
                    _indices[joint] = place;
                    count++;
                }

            if (count == 1)
                continue;
            (Fault, FaultJoint) = (count == 0 ? JointStateFault.JointMissing : JointStateFault.JointTwice, joint);
            return;
        }
    }

    private const int MaxNames = 1024;
}
