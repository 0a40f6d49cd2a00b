namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>One encoded picture, shared by everybody who ordered it; immutable.</summary>
/// <param name="Number">Number of the picture since the camera began.</param>
/// <param name="TimeNs">When it was taken, on the monotonic clock.</param>
/// <param name="Jpeg">The file; nobody writes into it.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public sealed record Picture(long Number, long TimeNs, byte[] Jpeg, int Width, int Height);
