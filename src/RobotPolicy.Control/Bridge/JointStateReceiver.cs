using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// Decodes joint states into the history. A message that lacks a joint, or holds a position that is not finite, is rejected as a
/// whole. Velocities that a robot does not report (absent, or NaN as joint_state_broadcaster fills them in) are taken from
/// consecutive positions. Receive thread; allocates nothing while the layout stays.
/// </summary>
internal sealed class JointStateReceiver : IRosSampleHandler
{
    private readonly JointStateHistory _history;
    private readonly JointLayout _layout;
    private readonly IStampClock _clock;
    private readonly StampSource _stamps;
    private readonly Action<long>? _told;
    private readonly double[] _positions;
    private readonly double[] _velocities;
    private readonly double[] _previous;
    private long _previousNs;
    private bool _hasPrevious;

    /// <param name="history">Receives the states.</param>
    /// <param name="joints">What messages call the history's joints.</param>
    /// <param name="clock">Reads stamps.</param>
    /// <param name="stamps">Which time messages are dated by.</param>
    /// <param name="told">Called after each message with the time of its reception, usable or not; nobody unless told.</param>
    public JointStateReceiver(
        JointStateHistory history, IEnumerable<string> joints, IStampClock clock, StampSource stamps, Action<long>? told = null)
    {
        _told = told;
        _history = history;
        _layout = new JointLayout(joints);
        _clock = clock;
        _stamps = stamps;
        _positions = new double[history.JointCount];
        _velocities = new double[history.JointCount];
        _previous = new double[history.JointCount];
    }

    public void OnSample(RosSample sample)
    {
        Take(sample);
        _told?.Invoke(sample.ReceiveTimeNs);
    }

    private void Take(RosSample sample)
    {
        if (!JointState.TryDecode(sample.Cdr, out var message, out _))
        {
            _history.Reject(JointStateFault.Malformed, -1);
            return;
        }

        if (!_layout.Update(message.Name))
        {
            _history.Reject(_layout.Fault, _layout.FaultJoint);
            return;
        }

        if (message.Position.Length != message.Name.Count
            || (!message.Velocity.IsEmpty && message.Velocity.Length != message.Name.Count))
        {
            _history.Reject(JointStateFault.LengthMismatch, -1);
            return;
        }

        var receivedNs = sample.ReceiveTimeNs;
        var rawNs = _stamps == StampSource.Header ? message.Header.Stamp.ToNs() : receivedNs;
        var stampNs = _stamps == StampSource.Header ? _clock.ToMonotonicNs(rawNs, receivedNs) : receivedNs;
        for (var joint = 0; joint < _positions.Length; joint++)
        {
            var place = _layout.Indices[joint];
            _positions[joint] = message.Position[place];
            if (!double.IsFinite(_positions[joint]))
            {
                _history.Reject(JointStateFault.NonFinite, joint);
                return;
            }

            var velocity = message.Velocity.IsEmpty ? double.NaN : message.Velocity[place];
            _velocities[joint] = double.IsFinite(velocity) ? velocity : Difference(joint, stampNs);
        }

        if (!_history.Add(rawNs, stampNs, receivedNs, _positions, _velocities))
            return;
        _positions.CopyTo(_previous, 0);
        _previousNs = stampNs;
        _hasPrevious = true;
    }

    private double Difference(int joint, long stampNs)
    {
        var elapsedNs = stampNs - _previousNs;
        return _hasPrevious && elapsedNs is > 0 and < MaxDifferenceNs
            ? (_positions[joint] - _previous[joint]) * NanosecondsPerSecond / elapsedNs
            : 0;
    }

    private const double NanosecondsPerSecond = 1e9;
    private const long MaxDifferenceNs = 1_000_000_000;
}
