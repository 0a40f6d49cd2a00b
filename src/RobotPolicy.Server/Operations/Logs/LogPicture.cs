namespace RobotPolicy.Server.Operations.Logs;

/// <summary>A picture of a recording; immutable.</summary>
/// <param name="Jpeg">The file; nobody writes into it.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Seconds">When it arrived at the service, since the first message of the recording.</param>
public sealed record LogPicture(byte[] Jpeg, int Width, int Height, double Seconds);
