using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Tests.Loop;

/// <summary>An arm that follows commands with a first-order lag, reports joint states and takes pictures; faults can be thrown.</summary>
internal sealed class FakeRobot : IRobotPort
{
    private readonly FakeFrame[][] _frames;
    private readonly long[] _lastPictureNs;
    private readonly double[] _actual;
    private readonly double[] _reported;
    private readonly double[] _velocity;
    private readonly double[] _commanded;
    private readonly CameraSlot[] _cameras;
    private long _lastStampNs;

    public FakeRobot(int joints = 3, int cameras = 2, double[]? safePose = null)
    {
        Robot = Describe(joints, cameras) with { SafePose = safePose };
        Joints = new JointStateHistory(joints, StampLimits.Default);
        _cameras = [.. Robot.Cameras.Select(camera => new CameraSlot(camera.Name, StampLimits.Default))];
        _frames = [.. Robot.Cameras.Select(_ => Enumerable.Range(0, 16).Select(_ => FakeFrame.Free()).ToArray())];
        _lastPictureNs = new long[cameras];
        _actual = new double[joints];
        _reported = new double[joints];
        _velocity = new double[joints];
        _commanded = new double[joints];
        Offset = new double[joints];
        CameraFrozen = new bool[cameras];
        CameraSilent = new bool[cameras];
        CameraBroken = new bool[cameras];
        CameraDelayNs = new long[cameras];
    }

    public RobotDescription Robot { get; }

    public JointStateHistory Joints { get; }

    public IReadOnlyList<CameraSlot> Cameras => _cameras;

    public int CommandReceiverCount
    {
        get => IsBroken ? throw new InvalidOperationException("broken port") : field;
        set;
    } = 1;

    public bool IsBroken { get; set; }

    public CommandStatus SendStatus { get; set; }

    public bool SendThrows { get; set; }

    public bool JointsSilent { get; set; }

    public bool JointsFrozen { get; set; }

    public long JointsDelayNs { get; set; }

    public int JointNaN { get; set; } = -1;

    public int JointBlocked { get; set; } = -1;

    /// <summary>What every joint is reported to be off by.</summary>
    public double[] Offset { get; }

    public bool[] CameraFrozen { get; }

    public bool[] CameraSilent { get; }

    public bool[] CameraBroken { get; }

    public long[] CameraDelayNs { get; }

    public long SendCount { get; private set; }

    public ReadOnlySpan<double> Commanded => _commanded;

    public ReadOnlySpan<double> Actual => _actual;

    public static RobotDescription Describe(int joints, int cameras) => new()
    {
        Name = "fake",
        Joints = [.. Enumerable.Range(0, joints).Select(i => new JointDescription
        {
            Name = $"j{i}",
            MinPosition = -2,
            MaxPosition = 2,
            MaxVelocity = 2 + (0.5 * i),
            MaxAcceleration = 20 + (5 * i),
            MaxTrackingError = 0.3,
        })],
        Cameras = [.. Enumerable.Range(0, cameras).Select(i => new CameraDescription
        {
            Name = $"c{i}",
            Topic = $"/c{i}",
            Timeout = TimeSpan.FromMilliseconds(200),
        })],
    };

    public void Place(params ReadOnlySpan<double> positions) => positions.CopyTo(_actual);

    public CommandStatus Send(ReadOnlySpan<double> positions)
    {
        if (SendThrows)
            throw new InvalidOperationException("broken port");
        if (SendStatus == CommandStatus.Sent)
        {
            positions.CopyTo(_commanded);
            SendCount++;
        }

        return SendStatus;
    }

    /// <summary>Moves the arm by one step; a servo with a time constant of 20 ms.</summary>
    public void Move(double dt)
    {
        if (SendCount == 0)
            return;
        var gain = 1 - Math.Exp(-dt / 0.02);
        for (var joint = 0; joint < _actual.Length; joint++)
        {
            if (joint == JointBlocked)
                continue;
            var step = gain * (_commanded[joint] - _actual[joint]);
            _actual[joint] += step;
            _velocity[joint] = step / dt;
        }
    }

    public void ReportJoints(long nowNs)
    {
        if (JointsSilent)
            return;
        if (!JointsFrozen)
            _lastStampNs = nowNs - JointsDelayNs;
        for (var joint = 0; joint < _actual.Length; joint++)
            _reported[joint] = _actual[joint] + Offset[joint];
        if (JointNaN >= 0)
            _reported[JointNaN] = double.NaN;
        Joints.Add(_lastStampNs, _lastStampNs, nowNs, _reported, _velocity);
    }

    public void TakePictures(long nowNs)
    {
        for (var camera = 0; camera < _cameras.Length; camera++)
        {
            if (CameraSilent[camera])
                continue;
            if (CameraBroken[camera])
            {
                _cameras[camera].Reject(CameraFault.InvalidLayout);
                continue;
            }

            var frame = Array.Find(_frames[camera], candidate => candidate.References == 0)
                ?? throw new InvalidOperationException("every frame is held");
            if (!CameraFrozen[camera])
                _lastPictureNs[camera] = nowNs - CameraDelayNs[camera];
            frame.Set(_lastPictureNs[camera]);
            _cameras[camera].Offer(frame, nowNs);
        }
    }
}
