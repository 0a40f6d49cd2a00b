namespace RobotPolicy.Control.Observations;

/// <summary>The tensor is this rectangle of a larger resized picture; the rest is never computed.</summary>
/// <param name="ResizedWidth">Width that the picture is resized to.</param>
/// <param name="ResizedHeight">Height that the picture is resized to.</param>
/// <param name="Left">First column of it that is wanted.</param>
/// <param name="Top">First row of it that is wanted.</param>
public readonly record struct ImageWindow(int ResizedWidth, int ResizedHeight, int Left, int Top);
