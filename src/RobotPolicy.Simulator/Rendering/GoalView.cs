using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Rendering;

/// <summary>
/// What a goal looks like to the front camera: the finished scene, and where the disc is in the picture. A robot is told its goal
/// by such a picture, or by strokes on one. All members run on the thread of the OpenGL context.
/// </summary>
internal sealed class GoalView
{
    /// <summary>Index of the front camera, which sees all discs.</summary>
    internal const int Camera = 0;

    /// <summary>Radius of the shipped scenes' discs.</summary>
    private const double DiscRadiusMetres = 0.065;

    private readonly CameraRig _rig;
    private readonly SceneLayout _layout;
    private readonly double[] _positions;

    /// <summary>Prepares the picture.</summary>
    /// <param name="environment">The task, for its scene; it is not changed.</param>
    /// <param name="rig">Cameras on the same scene at the robot's resolution; the caller disposes them.</param>
    internal GoalView(PickPlaceEnvironment environment, CameraRig rig)
    {
        _rig = rig;
        _layout = environment.Layout;
        _positions = new double[environment.Model.PositionCount];
        Picture = new byte[_rig.ImageLength];
    }

    /// <summary>The last picture: height × width × RGB, top row first.</summary>
    internal byte[] Picture { get; }

    /// <summary>Takes the picture of a finished scene.</summary>
    /// <param name="environment">The task.</param>
    /// <param name="seed">Decides where on the disc the cube lies, how it is turned, and how the arm stands near home.</param>
    /// <param name="goal">Index of the disc.</param>
    internal void Capture(PickPlaceEnvironment environment, int seed, int goal)
    {
        environment.WriteFinishedPositions(seed, goal, _positions);
        _rig.SetPositions(_positions);
        _rig.Render(Camera, Picture);
    }

    /// <summary>Where a disc is in the picture; call it after <see cref="Capture"/>.</summary>
    /// <returns>Centre and half of the extent in pixels, x to the right and y down from the centre of the upper left pixel.</returns>
    internal (double X, double Y, double RadiusX, double RadiusY) Disc(int goal)
    {
        var centre = _rig.SitePosition(_layout.Goals[goal].Site);
        var (x, y) = _rig.Project(Camera, centre);
        var (left, _) = _rig.Project(Camera, [centre[0], centre[1] - DiscRadiusMetres, centre[2]]);
        var (right, _) = _rig.Project(Camera, [centre[0], centre[1] + DiscRadiusMetres, centre[2]]);
        var (_, far) = _rig.Project(Camera, [centre[0] - DiscRadiusMetres, centre[1], centre[2]]);
        var (_, near) = _rig.Project(Camera, [centre[0] + DiscRadiusMetres, centre[1], centre[2]]);
        return (x, y, Math.Abs(right - left) / 2, Math.Abs(near - far) / 2);
    }
}
