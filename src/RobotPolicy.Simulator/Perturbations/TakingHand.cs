using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Perturbations;

/// <summary>
/// A hand that pulls the cube out between the fingers when they begin to close on it, once per episode. It goes along the fingers'
/// flat sides, where the way is free, and is stronger than they are. Deterministic; not thread-safe.
/// </summary>
internal sealed class TakingHand
{
    private const double DistanceMetres = 0.07;
    private const double MeanMetresPerSecond = 0.25;
    private const double ReachMetres = 0.025;
    private const double HeightMetres = 0.03;
    private const double ClosingMetres = 0.031;
    private const double ClosingMetresPerSecond = -0.005;

    // Where the arm can still take it, and no disc is.
    private const double MinX = 0.24;
    private const double MaxX = 0.46;
    private const double MinY = -0.06;
    private const double MaxY = 0.21;

    private readonly Perturbation _perturbation;
    private readonly double[] _joints = new double[RobotNames.JointCount];
    private readonly double[] _from = new double[7];
    private double _side;
    private double _shiftX;
    private double _shiftY;
    private double _seconds;
    private double _elapsed;
    private bool _taken;

    /// <summary>Creates a hand that waits.</summary>
    internal TakingHand(Perturbation perturbation) => _perturbation = perturbation;

    /// <summary>A new episode starts.</summary>
    internal void Reset(int episodeSeed)
    {
        _taken = false;
        _elapsed = _seconds = 0;
        _side = _perturbation.EpisodeRandom(episodeSeed).Next(2) == 0 ? -1 : 1;
    }

    /// <summary>Acts after a physics step.</summary>
    internal void Act(PickPlaceEnvironment environment)
    {
        if (!_taken && IsClosing(environment))
            Begin(environment);
        if (!_taken || _elapsed >= _seconds)
            return;
        _elapsed += environment.Model.TimestepSeconds;
        var share = Math.Min(1, _elapsed / _seconds);
        share = share * share * (3 - (2 * share));
        var pose = environment.Data.Positions.Slice(environment.Layout.CubePosition, _from.Length);
        _from.CopyTo(pose);
        pose[0] += share * _shiftX;
        pose[1] += share * _shiftY;
        environment.Data.Velocities.Slice(environment.Layout.CubeVelocity, 6).Clear();
    }

    private bool IsClosing(PickPlaceEnvironment environment)
    {
        var tool = environment.Data.SitePosition(environment.Layout.ToolSite);
        var cube = environment.CubePosition;
        if (Math.Abs(tool[0] - cube[0]) > ReachMetres || Math.Abs(tool[1] - cube[1]) > ReachMetres || Math.Abs(tool[2] - cube[2]) > HeightMetres)
            return false;
        environment.ReadJointPositions(_joints);
        var opening = _joints[RobotNames.ArmJointCount];
        environment.ReadJointVelocities(_joints);
        return opening < ClosingMetres && _joints[RobotNames.ArmJointCount] < ClosingMetresPerSecond;
    }

    private void Begin(PickPlaceEnvironment environment)
    {
        _taken = true;
        environment.Data.Positions.Slice(environment.Layout.CubePosition, _from.Length).CopyTo(_from);

        // The tool's z is horizontal where the tool points down, and lies along the pads.
        var rotation = environment.Data.SiteRotation(environment.Layout.ToolSite);
        var length = Math.Sqrt((rotation[2] * rotation[2]) + (rotation[5] * rotation[5]));
        var (x, y) = length > 0.5 ? (rotation[2] / length, rotation[5] / length) : (1.0, 0.0);
        var distance = DistanceMetres * _perturbation.Strength;
        var side = Room(x, y, _side * distance) >= Room(x, y, -_side * distance) ? _side : -_side;
        (_shiftX, _shiftY) = (side * distance * x, side * distance * y);
        _seconds = distance / MeanMetresPerSecond;
    }

    /// <summary>How far the end of the way is within the area, in metres up to 0; negative where it is outside.</summary>
    private double Room(double x, double y, double distance)
    {
        var (endX, endY) = (_from[0] + (distance * x), _from[1] + (distance * y));
        return Math.Min(0, Math.Min(Math.Min(endX - MinX, MaxX - endX), Math.Min(endY - MinY, MaxY - endY)));
    }
}
