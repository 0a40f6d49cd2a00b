using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.Simulator.Demonstrations;

/// <summary>How demonstrations are recorded.</summary>
internal sealed record DemonstrationOptions
{
    /// <summary>Edge of the square images in pixels; default 96.</summary>
    internal int Size { get; init; } = CameraDefaults.PolicySize;

    /// <summary>Edge of the shadow map in pixels; default 1024.</summary>
    internal int ShadowSize { get; init; } = CameraDefaults.ShadowSize;

    /// <summary>Share of episodes in which the tool is pushed aside, 0 to 1; default 0.7.</summary>
    internal double PushShare { get; init; } = 0.7;

    /// <summary>Greatest age of the pictures against the joint state; default 50 ms, the longest that a 30 Hz camera leads to.</summary>
    internal TimeSpan CameraAge { get; init; } = TimeSpan.FromMilliseconds(50);
}
