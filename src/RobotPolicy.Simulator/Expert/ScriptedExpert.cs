using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Expert;

/// <summary>
/// Solves the task from the simulation's true state: a set-point for the tool moves at limited speed through the phases, and
/// inverse kinematics turns it into joint targets. Re-planned at each 20 Hz tick, so it recovers when it is disturbed or drops
/// the cube. Deterministic; not thread-safe.
/// </summary>
internal sealed partial class ScriptedExpert : IDisposable
{
    private const double HoverHeightMetres = 0.11;
    private const double GraspHeightMetres = 0.020;
    private const double PlaceHeightMetres = 0.026;
    private const double RetreatHeightMetres = 0.14;
    private const double DroppedHeightMetres = 0.045;
    private const double OpenMetres = 0.035;
    private const double ClosedMetres = 0.012;
    private const double SpeedMetresPerSecond = 0.30;
    private const double SlowMetresPerSecond = 0.21;
    private const double AccelerationMetresPerSecond2 = 1.5;
    private const double GripperMetresPerSecond = 0.20;
    private const double MaxYawStepRad = 0.04;
    private const double YawStepGrowthRad = 0.01;
    private const double SmallestYawStepRad = 0.005;
    private const double YawToleranceRad = 1e-3;

    // Near its goal the set-point covers 40 % of the rest per tick, but at least 4 mm, so that it arrives soon:
    // a long creep looks like a standstill, and a policy that sees one does not know when it ends.
    private const double ApproachShare = 0.40;
    private const double SmallestStepMetres = 0.004;

    // Share of the first tick's joint error that is left after each tick: an episode starts without a jump.
    private const double StartErrorDecay = 0.8;
    private const int CloseTicks = 8;
    private const int ReleaseTicks = 5;

    private readonly PickPlaceEnvironment _environment;
    private readonly InverseKinematics _kinematics;
    private readonly double[] _joints = new double[RobotNames.ArmJointCount];
    private readonly double[] _startError = new double[RobotNames.ArmJointCount];
    private double _x;
    private double _y;
    private double _z;
    private double _yaw;
    private double _gripper;
    private double _gripperGoal;
    private double _lastStep;
    private double _lastTurn;
    private int _ticksHeld;
    private double _graspX;
    private double _graspY;
    private double _graspYaw;

    /// <summary>Creates an expert for an environment; call <see cref="Reset"/> after each of its resets.</summary>
    internal ScriptedExpert(PickPlaceEnvironment environment)
    {
        _environment = environment;
        _kinematics = new InverseKinematics(environment);
        Reset();
    }

    /// <summary>What it is doing.</summary>
    internal ExpertPhase Phase { get; private set; }

    /// <summary>Whether it has finished.</summary>
    internal bool Done => Phase == ExpertPhase.Done;

    /// <summary>Where the tool is being sent, world metres.</summary>
    internal (double X, double Y, double Z) SetPoint => (_x, _y, _z);

    /// <summary>Largest inverse-kinematics residual of the episode.</summary>
    internal double MaxResidual { get; private set; }

    /// <summary>Starts over from where the tool is now.</summary>
    internal void Reset()
    {
        Span<double> joints = stackalloc double[RobotNames.JointCount];
        _environment.ReadJointPositions(joints);
        joints[..RobotNames.ArmJointCount].CopyTo(_joints);
        var tool = _environment.Data.SitePosition(_environment.Layout.ToolSite);
        (_x, _y, _z) = (tool[0], tool[1], tool[2]);
        _yaw = 0;
        _gripper = OpenMetres;
        _gripperGoal = OpenMetres;
        _lastStep = 0;
        _lastTurn = 0;
        _ticksHeld = 0;
        _takenOver = false;
        _gripOffset = 0;
        Phase = ExpertPhase.Hover;
        MaxResidual = 0;
        _kinematics.Solve(_x, _y, _z, _yaw, _joints);
        for (var i = 0; i < _joints.Length; i++)
            _startError[i] = joints[i] - _joints[i];
    }

    /// <summary>Advances by one tick.</summary>
    /// <param name="command">Receives the seven joint targets to hold during the tick.</param>
    internal void Act(Span<double> command)
    {
        var cube = _environment.CubePosition;
        var target = _environment.TargetPosition;
        var cubeYaw = ReadCubeYaw();
        if (_takenOver)
            Supervise();
        switch (Phase)
        {
            case ExpertPhase.Hover:
                _gripperGoal = OpenMetres;
                _graspYaw = cubeYaw;
                if (MoveTowards(cube[0], cube[1], HoverHeightMetres, cubeYaw, SpeedMetresPerSecond))
                    Phase = ExpertPhase.Descend;
                break;
            case ExpertPhase.Descend:
                (_graspX, _graspY) = (cube[0], cube[1]);
                if (MoveTowards(_graspX, _graspY, GraspHeightMetres, _graspYaw, SlowMetresPerSecond))
                    EnterWaiting(ExpertPhase.Close);
                break;
            case ExpertPhase.Close:
                _gripperGoal = _takenOver ? SqueezedMetres : ClosedMetres;
                if (++_ticksHeld >= CloseTicks)
                    Phase = ExpertPhase.Lift;
                break;
            case ExpertPhase.Lift:
                if (MoveTowards(_graspX, _graspY, HoverHeightMetres, _graspYaw, SpeedMetresPerSecond))
                    Phase = ExpertPhase.Carry;
                break;
            case ExpertPhase.Carry:
                if (cube[2] < DroppedHeightMetres)
                    Phase = ExpertPhase.Hover;
                else if (MoveTowards(target[0], target[1], HoverHeightMetres, 0, SpeedMetresPerSecond))
                    Phase = ExpertPhase.Lower;
                break;
            case ExpertPhase.Lower:
                if (MoveTowards(target[0], target[1], PlaceHeightMetres + _gripOffset, 0, SlowMetresPerSecond))
                    EnterWaiting(ExpertPhase.Release);
                break;
            case ExpertPhase.Release:
                _gripperGoal = OpenMetres;
                if (++_ticksHeld >= ReleaseTicks)
                    Phase = ExpertPhase.Retreat;
                break;
            case ExpertPhase.Retreat:
                if (MoveTowards(target[0], target[1], RetreatHeightMetres, 0, SpeedMetresPerSecond))
                    Phase = ExpertPhase.Done;
                break;
            case ExpertPhase.Recover:
                Recover();
                break;
            default:
                break;
        }

        WriteCommand(command);
    }

    /// <summary>Moves the set-point towards a point for one tick, whatever the phase: a disturbance to recover from.</summary>
    internal void Drift(double x, double y, double z, Span<double> command)
    {
        // A descent that was pushed aside starts again from above, or the fingers would hit the cube.
        if (Phase == ExpertPhase.Descend)
            Phase = ExpertPhase.Hover;
        MoveTowards(x, y, z, _yaw, SpeedMetresPerSecond);
        WriteCommand(command);
    }

    /// <inheritdoc/>
    public void Dispose() => _kinematics.Dispose();

    private void EnterWaiting(ExpertPhase phase)
    {
        Phase = phase;
        _ticksHeld = 0;
        _lastStep = 0;
    }

    // The gripper fits the cube at every quarter turn; the nearest one is taken.
    private double ReadCubeYaw()
    {
        const double QuarterTurn = Math.PI / 2;
        const double LargestTilt = 0.5;
        var rotation = _environment.Data.BodyRotation(_environment.Layout.CubeBody);

        // A cube that has rolled stands on another face, and its x may be the vertical one.
        var axis = Math.Abs(rotation[6]) < LargestTilt ? 0 : 1;
        var yaw = Math.Atan2(rotation[3 + axis], rotation[axis]);
        return yaw - (Math.Round(yaw / QuarterTurn) * QuarterTurn);
    }

    // Starts with limited acceleration and arrives gently, as commands for a real arm must: a controller with joint limits then
    // follows the demonstrated path at the demonstrated speed.
    private bool MoveTowards(double x, double y, double z, double yaw, double speed)
    {
        const double Tick = 1 / PickPlaceEnvironment.PolicyRateHz;
        var (dx, dy, dz) = (x - _x, y - _y, z - _z);
        var distance = Math.Sqrt((dx * dx) + (dy * dy) + (dz * dz));
        var fastest = Math.Min(speed * Tick, _lastStep + (AccelerationMetresPerSecond2 * Tick * Tick));
        var step = Math.Min(fastest, Math.Max(SmallestStepMetres, distance * ApproachShare));
        var arrives = distance <= step;
        var share = arrives ? 1 : step / distance;
        _lastStep = arrives ? 0 : step;
        _x += share * dx;
        _y += share * dy;
        _z += share * dz;
        var turn = yaw - _yaw;
        var fastestTurn = Math.Min(MaxYawStepRad, _lastTurn + YawStepGrowthRad);
        _lastTurn = Math.Min(Math.Abs(turn), Math.Min(fastestTurn, Math.Max(SmallestYawStepRad, Math.Abs(turn) * ApproachShare)));
        _yaw += Math.CopySign(_lastTurn, turn);
        return arrives && Math.Abs(yaw - _yaw) < YawToleranceRad;
    }

    private void WriteCommand(Span<double> command)
    {
        MaxResidual = Math.Max(MaxResidual, _kinematics.Solve(_x, _y, _z, _yaw, _joints));
        const double GripperStep = GripperMetresPerSecond / PickPlaceEnvironment.PolicyRateHz;
        if (_takenOver)
            _blendedTicks++;
        _gripper += Math.Clamp(_gripperGoal - _gripper, -GripperStep, GripperStep);
        for (var i = 0; i < _joints.Length; i++)
        {
            if (!_takenOver)
                _startError[i] *= StartErrorDecay;
            command[i] = _joints[i] + (StartErrorShare * _startError[i]);
        }

        command[RobotNames.ArmJointCount] = _gripper;
    }
}
