namespace RobotPolicy.Control.Model;

/// <summary>A picture of the wanted scene.</summary>
/// <param name="Data">JPEG or PNG.</param>
/// <param name="Format">Which of the two.</param>
/// <param name="Camera">Camera from whose place it was taken.</param>
public sealed record PictureGoal(ReadOnlyMemory<byte> Data, PixelFormat Format, string Camera) : TaskGoal(TaskGoalKind.Picture);
