using RobotPolicy.Simulator.Perturbations;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.Simulator.Running;

/// <summary>How the robot runs on ROS topics.</summary>
internal sealed record SimulationOptions
{
    /// <summary>MJCF file.</summary>
    internal string ScenePath { get; init; } = PickPlaceEnvironment.DefaultScenePath;

    /// <summary>What differs from the scene file, in all episodes; default nothing.</summary>
    internal Perturbation Perturbation { get; init; } = Perturbation.None;

    /// <summary>Seed of the first episode; default 0.</summary>
    internal int Seed { get; init; }

    /// <summary>Whether there are no cameras; default false.</summary>
    internal bool Headless { get; init; }

    /// <summary>Whether JPEGs are published beside the images; default false.</summary>
    internal bool Compressed { get; init; }

    /// <summary>Simulated per wall time; infinity runs as fast as it can. Default 1.</summary>
    internal double Speed { get; init; } = 1;

    /// <summary>Real-time priority of the physics thread, 1 to 99, where the user may have it; 0, the default, asks for none.</summary>
    internal int Priority { get; init; }

    /// <summary>Joint states per simulated second; default 100.</summary>
    internal double JointRateHz { get; init; } = 100;

    /// <summary>Images per simulated second and camera; default 30.</summary>
    internal double CameraRateHz { get; init; } = CameraDefaults.RateHz;

    /// <summary>Image width in pixels; default 320.</summary>
    internal int CameraWidth { get; init; } = CameraDefaults.Width;

    /// <summary>Image height in pixels; default 240.</summary>
    internal int CameraHeight { get; init; } = CameraDefaults.Height;

    /// <summary>Edge of the shadow map in pixels; default 1024.</summary>
    internal int ShadowSize { get; init; } = CameraDefaults.ShadowSize;
}
