namespace RobotPolicy.Simulator.Rendering;

/// <summary>How the robot's cameras work when nothing else is said.</summary>
internal static class CameraDefaults
{
    /// <summary>Image width in pixels.</summary>
    internal const int Width = 320;

    /// <summary>Image height in pixels.</summary>
    internal const int Height = 240;

    /// <summary>Pictures per second.</summary>
    internal const double RateHz = 30;

    /// <summary>Edge of the shadow map in pixels.</summary>
    internal const int ShadowSize = 1024;

    /// <summary>Edge in pixels of the square image that the shipped policy sees.</summary>
    internal const int PolicySize = 96;
}
