using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Campaigns.Watching;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using Joint = RobotPolicy.Api.V1.Joint;
using Robot = RobotPolicy.Api.V1.Robot;

namespace RobotPolicy.Benchmarks.Seams;

/// <summary>Hands an episode to the judge of the wire, who knows limits and commands, and nothing of what made them.</summary>
internal static class SeamLimits
{
    /// <summary>The robot as the judge knows it.</summary>
    public static Robot Of(RobotDescription robot, double rateHz) => new()
    {
        Name = robot.Name,
        ControlRateHz = rateHz,
        Joints =
        {
            robot.Joints.Select(joint => new Joint
            {
                Name = joint.Name,
                Prismatic = joint.Prismatic,
                MinPosition = joint.MinPosition,
                MaxPosition = joint.MaxPosition,
                MaxVelocity = joint.MaxVelocity,
                MaxAcceleration = joint.MaxAcceleration,
            }),
        },
    };

    /// <summary>What went to the arm.</summary>
    public static IReadOnlyList<WireCommand> Commands(IReadOnlyList<TracedTick> ticks) =>
        [.. ticks.Where(tick => tick.Source != CommandSource.None).Select(tick => new WireCommand(tick.TimeNs, tick.Command, []))];
}
