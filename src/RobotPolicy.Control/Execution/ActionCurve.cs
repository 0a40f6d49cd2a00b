using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Execution;

/// <summary>
/// What lies between two actions. <see cref="Interpolation.Cubic"/> is the uniform cubic B-spline whose control points are the
/// actions: position, velocity and acceleration are continuous, and because its weights are never negative the target never leaves
/// the range of the four actions around it. A spline through the actions has the first property and lacks the second: behind a step
/// it swings over, before a step it swings back, and noise of one action comes out with three times the acceleration. The price is
/// that corners are cut, by a·dt²/6 where the actions accelerate by a; the straight lines of <see cref="Interpolation.Linear"/>
/// cut them by a·dt²/8 halfway between two actions.
/// <para>
/// A curve begins at the first action with the velocity towards the second and without acceleration, and comes to rest at the last
/// action one interval after it, when the chunk ends.
/// </para>
/// </summary>
internal readonly ref struct ActionCurve
{
    /// <summary>Actions before the first one that a curve needs.</summary>
    public const int RowsBefore = 1;

    /// <summary>Actions behind the last one that a curve needs.</summary>
    public const int RowsAfter = 2;

    private readonly double _p0;
    private readonly double _p1;
    private readonly double _p2;
    private readonly double _p3;
    private readonly double _v0;
    private readonly double _v1;
    private readonly double _v2;
    private readonly double _v3;
    private readonly double _a0;
    private readonly double _a1;
    private readonly double _a2;
    private readonly double _a3;

    /// <summary>The weights of the actions i − 1 … i + 2 at an instant between i and i + 1.</summary>
    /// <param name="interpolation">Which curve.</param>
    /// <param name="u">Where between the two actions, 0…1.</param>
    /// <param name="interval">Time between the two, in seconds.</param>
    public ActionCurve(Interpolation interpolation, double u, double interval)
    {
        if (interpolation == Interpolation.Linear)
        {
            (_p1, _p2) = (1 - u, u);
            (_v1, _v2) = (-1 / interval, 1 / interval);
            return;
        }

        var w = 1 - u;
        _p0 = w * w * w / 6;
        _p1 = ((3 * u * u * u) - (6 * u * u) + 4) / 6;
        _p2 = ((3 * w * w * w) - (6 * w * w) + 4) / 6;
        _p3 = u * u * u / 6;
        _v0 = -w * w / (2 * interval);
        _v1 = ((3 * u) - 4) * u / (2 * interval);
        _v2 = (4 - (3 * w)) * w / (2 * interval);
        _v3 = u * u / (2 * interval);
        var squared = interval * interval;
        _a0 = w / squared;
        _a1 = ((3 * u) - 2) / squared;
        _a2 = ((3 * w) - 2) / squared;
        _a3 = u / squared;
    }

    /// <summary>Position of one joint from four rows that lie <paramref name="stride"/> values apart.</summary>
    public double Position(ReadOnlySpan<double> rows, int joint, int stride) =>
        (_p0 * rows[joint]) + (_p1 * rows[joint + stride]) + (_p2 * rows[joint + (2 * stride)]) + (_p3 * rows[joint + (3 * stride)]);

    /// <summary>Velocity of one joint.</summary>
    public double Velocity(ReadOnlySpan<double> rows, int joint, int stride) =>
        (_v0 * rows[joint]) + (_v1 * rows[joint + stride]) + (_v2 * rows[joint + (2 * stride)]) + (_v3 * rows[joint + (3 * stride)]);

    /// <summary>Acceleration of one joint; between two actions of a straight line there is none.</summary>
    public double Acceleration(ReadOnlySpan<double> rows, int joint, int stride) =>
        (_a0 * rows[joint]) + (_a1 * rows[joint + stride]) + (_a2 * rows[joint + (2 * stride)]) + (_a3 * rows[joint + (3 * stride)]);

    /// <summary>Writes the rows before and behind the actions.</summary>
    /// <param name="rows">All rows; the actions already stand from row <see cref="RowsBefore"/> on.</param>
    /// <param name="actionCount">Actions.</param>
    /// <param name="stride">Values in a row.</param>
    public static void Extend(Span<double> rows, int actionCount, int stride)
    {
        var first = rows.Slice(RowsBefore * stride, stride);
        var last = rows.Slice((RowsBefore + actionCount - 1) * stride, stride);
        var second = actionCount > 1 ? rows.Slice((RowsBefore + 1) * stride, stride) : first;
        for (var joint = 0; joint < stride; joint++)
            rows[joint] = (2 * first[joint]) - second[joint];
        for (var row = 0; row < RowsAfter; row++)
            last.CopyTo(rows[((RowsBefore + actionCount + row) * stride)..]);
    }
}
