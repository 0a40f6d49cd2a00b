using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference;

/// <summary>A robot with just the joints and cameras that a package names, for whoever loads it away from its robot. It limits nothing.</summary>
public static class StandInRobot
{
    private const double Anything = 1e9;

    /// <summary>Makes it.</summary>
    /// <param name="package">A sound package.</param>
    public static RobotDescription Of(PolicyPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        var manifest = package.Manifest;
        return new RobotDescription
        {
            Name = "stand-in",
            Joints =
            [
                .. manifest.ActionOrder.Concat(manifest.StateOrder).Select(manifest.RobotJoint).Distinct().Select(name => new JointDescription
                {
                    Name = name,
                    MinPosition = -Anything,
                    MaxPosition = Anything,
                    MaxVelocity = Anything,
                    MaxAcceleration = Anything,
                    MaxTrackingError = Anything,
                }),
            ],
            Cameras =
            [
                .. manifest.Cameras.Select(camera => camera.RobotName).Distinct().Select(name => new CameraDescription
                {
                    Name = name,
                    Topic = $"/{name}",
                    Timeout = TimeSpan.FromSeconds(1),
                }),
            ],
        };
    }
}
