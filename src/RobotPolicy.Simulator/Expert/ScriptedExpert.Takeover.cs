using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Expert;

// The expert as a human who takes over in mid-episode. It begins where the arm is commanded to be, watches whether the cube is where
// it should be, and begins anew where it is not. A whole episode of its own needs none of this, and its motions stay what they are.
internal sealed partial class ScriptedExpert
{
    // A human squeezes harder than the demonstrations do: the servo's force grows with the distance to its goal.
    private const double SqueezedMetres = 0;
    private const double LowestSetPointMetres = 0.015;
    private const double LostMetres = 0.03;
    private const double LowMetres = 0.07;
    private const double OpenToleranceMetres = 1e-3;
    private const double MostGripOffsetMetres = 0.015;

    // What is left of the joint error at the takeover fades along a minimum-jerk curve, whose largest speed is 15/8 of the mean.
    private const double FadeRadPerSecond = 0.6;
    private const double MinimumJerkPeak = 1.875;

    private bool _takenOver;
    private int _fadeTicks = 1;
    private int _blendedTicks;
    private double _gripOffset;

    private double StartErrorShare
    {
        get
        {
            if (!_takenOver)
                return 1;
            var t = Math.Min(1, _blendedTicks / (double)_fadeTicks);
            return 1 - (t * t * t * (10 + (t * (-15 + (6 * t)))));
        }
    }

    /// <summary>
    /// Takes over in mid-episode: starts from where the joints are commanded to be and, if the cube is in the grip, goes on by carrying
    /// it; otherwise it opens the gripper, rises and begins anew. From then on it also begins anew whenever the cube is lost, and
    /// is done only while the cube lies on the disc.
    /// </summary>
    internal void Resume()
    {
        var command = _environment.Data.Controls[..RobotNames.JointCount];
        var arm = command[..RobotNames.ArmJointCount];
        (_x, _y, _z, _yaw) = _kinematics.Pose(arm);
        _z = Math.Max(_z, LowestSetPointMetres);
        arm.CopyTo(_joints);
        _kinematics.Solve(_x, _y, _z, _yaw, _joints);
        var largest = 0.0;
        for (var i = 0; i < _joints.Length; i++)
        {
            _startError[i] = arm[i] - _joints[i];
            largest = Math.Max(largest, Math.Abs(_startError[i]));
        }

        _takenOver = true;
        _fadeTicks = Math.Max(1, (int)Math.Ceiling(largest * MinimumJerkPeak / FadeRadPerSecond * PickPlaceEnvironment.PolicyRateHz));
        _blendedTicks = 0;
        _gripper = _gripperGoal = command[RobotNames.ArmJointCount];
        _lastStep = _lastTurn = 0;
        _ticksHeld = 0;
        _gripOffset = 0;
        MaxResidual = 0;
        (_graspX, _graspY, _graspYaw) = (_x, _y, _yaw);
        Phase = ExpertPhase.Recover;
        if (_environment.Grasped)
        {
            Phase = ExpertPhase.Lift;
            _gripperGoal = SqueezedMetres;
        }
    }

    private void Supervise()
    {
        var cube = _environment.CubePosition;
        var tool = _environment.Data.SitePosition(_environment.Layout.ToolSite);
        var aside = Math.Sqrt(((cube[0] - tool[0]) * (cube[0] - tool[0])) + ((cube[1] - tool[1]) * (cube[1] - tool[1])));
        var lost = Phase switch
        {
            ExpertPhase.Descend => aside > LostMetres && tool[2] < LowMetres,
            ExpertPhase.Close => aside > LostMetres,
            ExpertPhase.Lift or ExpertPhase.Carry or ExpertPhase.Lower => aside > LostMetres || tool[2] - cube[2] > LostMetres,
            ExpertPhase.Done => !_environment.OnDisc && !_environment.Succeeded,
            _ => false,
        };
        if (lost)
        {
            Phase = ExpertPhase.Recover;
            _lastStep = 0;
        }

        // The cube may be held higher or lower in the fingers than in a demonstration.
        if (Phase == ExpertPhase.Carry)
            _gripOffset = Math.Clamp(tool[2] - cube[2], -MostGripOffsetMetres, MostGripOffsetMetres);
    }

    private void Recover()
    {
        _gripperGoal = OpenMetres;
        if (Math.Abs(_gripper - OpenMetres) > OpenToleranceMetres || _blendedTicks < _fadeTicks)
            return;
        if (MoveTowards(_x, _y, Math.Max(_z, HoverHeightMetres), _yaw, SpeedMetresPerSecond))
            Phase = _environment.OnDisc ? ExpertPhase.Done : ExpertPhase.Hover;
    }
}
