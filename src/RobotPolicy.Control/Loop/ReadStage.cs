using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// Stage <c>read</c>: takes the newest joint state, and judges whether joints, cameras and receivers are as they must be.
/// Control thread; allocates nothing.
/// </summary>
internal sealed class ReadStage
{
    private readonly IRobotPort _port;
    private int[] _cameras = [];
    private long[] _cameraTimeoutsNs = [];
    private readonly long _jointTimeoutNs;
    private readonly int _maxInvalid;
    private readonly double[] _maxTrackingError;
    private readonly double[] _minPosition;
    private readonly double[] _maxPosition;
    private readonly long[] _beyondSinceNs;
    private readonly long _trackingTimeNs;

    public ReadStage(IRobotPort port, ControlLoopOptions options)
    {
        _port = port;
        _jointTimeoutNs = port.Robot.JointStateTimeout.ToNanoseconds();
        _maxInvalid = options.MaxInvalidMessages;
        var joints = port.Robot.Joints;
        _maxTrackingError = [.. joints.Select(joint => joint.MaxTrackingError)];
        _minPosition = [.. joints.Select(joint => joint.MinPosition)];
        _maxPosition = [.. joints.Select(joint => joint.MaxPosition)];
        _beyondSinceNs = new long[joints.Count];
        Array.Fill(_beyondSinceNs, NotBeyond);
        _trackingTimeNs = options.TrackingErrorTime.ToNanoseconds();
        Positions = new double[joints.Count];
        Velocities = new double[joints.Count];
        CameraAgesNs = new long[port.Robot.Cameras.Count];
        CameraInvalidCounts = new long[port.Robot.Cameras.Count];
    }

    public double[] Positions { get; }

    public double[] Velocities { get; }

    public long[] CameraAgesNs { get; }

    /// <summary>Unusable pictures so far of each of the robot's cameras.</summary>
    public long[] CameraInvalidCounts { get; }

    /// <summary>Unusable joint states so far.</summary>
    public long JointInvalidCount { get; private set; }

    /// <summary>Receivers of our commands.</summary>
    public int ReceiverCount { get; private set; }

    public bool HasJointState { get; private set; }

    public long JointStateAgeNs { get; private set; }

    /// <summary>Whether the newest joint state is fresh enough to start from or to follow.</summary>
    public bool IsJointStateFresh => HasJointState && JointStateAgeNs <= _jointTimeoutNs;

    /// <summary>The worst fault of the last step that concerns a human in command too: all but those of cameras.</summary>
    public TickFault ArmFault { get; private set; } = TickFault.None;

    /// <summary>Watches the cameras that a policy needs, and no others.</summary>
    /// <param name="cameras">The robot's cameras.</param>
    /// <param name="timeoutsNs">The age at which the newest picture of each is stale.</param>
    public void Watch(int[] cameras, long[] timeoutsNs) => (_cameras, _cameraTimeoutsNs) = (cameras, timeoutsNs);

    /// <param name="nowNs">Now.</param>
    /// <param name="command">Last command, or empty while nothing is published: there is then nothing to follow.</param>
    public TickFault Step(long nowNs, ReadOnlySpan<double> command)
    {
        var joints = Joints(nowNs);
        var cameras = Cameras(nowNs);
        ReceiverCount = _port.CommandReceiverCount;
        var receivers = ReceiverCount > 0
            ? TickFault.None
            : new TickFault(StopCause.NoCommandReceiver, -1);

        // Without a receiver the arm cannot follow, and without a joint state nobody knows whether it does.
        var tracking = joints.IsNone && receivers.IsNone ? Tracking(nowNs, command) : Forget();
        ArmFault = tracking.Or(joints).Or(receivers);
        return ArmFault.Or(cameras);
    }

    /// <summary>First joint whose measured position is farther outside its limits than the command may be from the measurement, or −1.</summary>
    public int FindImplausibleJoint()
    {
        for (var joint = 0; joint < Positions.Length; joint++)
            if (Positions[joint] < _minPosition[joint] - _maxTrackingError[joint]
                || Positions[joint] > _maxPosition[joint] + _maxTrackingError[joint])
                return joint;
        return -1;
    }

    private TickFault Joints(long nowNs)
    {
        var joints = _port.Joints;
        var hasNew = joints.TryReadNewest(Positions, Velocities, out var stampNs);
        HasJointState = hasNew;
        JointStateAgeNs = hasNew ? nowNs - stampNs : -1;
        JointInvalidCount = joints.InvalidCount;
        var invalid = joints.ConsecutiveInvalidCount;
        var stale = !hasNew || JointStateAgeNs > _jointTimeoutNs;

        // Messages that come too late are stale rather than invalid, however many they are.
        if (joints.LastFault != JointStateFault.StampTooOld && (invalid >= _maxInvalid || (stale && invalid > 0)))
            return new TickFault(StopCause.JointStateInvalid, joints.LastFaultJoint);
        if (!hasNew)
            return new TickFault(StopCause.JointStateMissing, -1);
        return stale ? new TickFault(StopCause.JointStateStale, -1) : TickFault.None;
    }

    private TickFault Cameras(long nowNs)
    {
        for (var camera = 0; camera < CameraAgesNs.Length; camera++)
        {
            var slot = _port.Cameras[camera];
            CameraAgesNs[camera] = slot.Count == 0 ? -1 : nowNs - slot.NewestStampNs;
            CameraInvalidCounts[camera] = slot.InvalidCount;
        }

        for (var i = 0; i < _cameras.Length; i++)
        {
            var camera = _cameras[i];
            var slot = _port.Cameras[camera];
            var ageNs = CameraAgesNs[camera];
            var invalid = slot.ConsecutiveInvalidCount;
            var stale = ageNs < 0 ? slot.Count == 0 : ageNs > _cameraTimeoutsNs[i];
            if (slot.LastFault != CameraFault.StampTooOld && (invalid >= _maxInvalid || (stale && invalid > 0)))
                return new TickFault(StopCause.CameraInvalid, camera);
            if (stale)
                return new TickFault(slot.Count == 0 ? StopCause.CameraMissing : StopCause.CameraStale, camera);
        }

        return TickFault.None;
    }

    private TickFault Tracking(long nowNs, ReadOnlySpan<double> command)
    {
        if (command.IsEmpty)
            return Forget();
        var worst = TickFault.None;
        for (var joint = 0; joint < command.Length; joint++)
        {
            if (Math.Abs(command[joint] - Positions[joint]) <= _maxTrackingError[joint])
                _beyondSinceNs[joint] = NotBeyond;
            else if (_beyondSinceNs[joint] == NotBeyond)
                _beyondSinceNs[joint] = nowNs;
            else if (nowNs - _beyondSinceNs[joint] > _trackingTimeNs && worst.IsNone)
                worst = new TickFault(StopCause.TrackingError, joint, NeedsOperator: true);
        }

        return worst;
    }

    private TickFault Forget()
    {
        Array.Fill(_beyondSinceNs, NotBeyond);
        return TickFault.None;
    }

    private const long NotBeyond = long.MinValue;
}
