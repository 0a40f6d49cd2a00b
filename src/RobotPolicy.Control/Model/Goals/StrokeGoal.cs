namespace RobotPolicy.Control.Model;

/// <summary>Strokes on a camera's picture.</summary>
/// <param name="Strokes">
/// Points of each stroke in pixels, x to the right and y down, (0, 0) being the centre of the upper left pixel.
/// </param>
/// <param name="Width">Width of the picture in pixels.</param>
/// <param name="Height">Height of the picture in pixels.</param>
/// <param name="Camera">Camera on whose picture they were drawn.</param>
public sealed record StrokeGoal(IReadOnlyList<IReadOnlyList<(float X, float Y)>> Strokes, int Width, int Height, string Camera)
    : TaskGoal(TaskGoalKind.Sketch);
