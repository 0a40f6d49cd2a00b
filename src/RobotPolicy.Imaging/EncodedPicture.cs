namespace RobotPolicy.Imaging;

/// <summary>A compressed picture.</summary>
/// <param name="Jpeg">The file.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public readonly record struct EncodedPicture(byte[] Jpeg, int Width, int Height);
