namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>How somebody wants a camera's pictures. Those who want the same share one encoding.</summary>
/// <param name="Camera">The robot's camera.</param>
/// <param name="Quality">JPEG quality, 1…100.</param>
/// <param name="MaxWidth">Largest width in pixels; 0 for the picture's own.</param>
public readonly record struct PictureOrder(int Camera, int Quality, int MaxWidth);
