namespace RobotPolicy.Server.Operations.Logs;

/// <summary>Which picture of a recording somebody wants, and how.</summary>
/// <param name="Camera">Name of the camera.</param>
/// <param name="Seconds">The moment, since the first message of the recording.</param>
/// <param name="Quality">JPEG quality, 1…100.</param>
/// <param name="MaxWidth">Largest width in pixels; 0 for the picture's own.</param>
public readonly record struct LogPictureOrder(string Camera, double Seconds, int Quality, int MaxWidth);
