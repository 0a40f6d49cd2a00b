using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>All checks of a profile, in the order in which they are shown.</summary>
internal static class HardwareCheckup
{
    private static readonly IHardwareCheck[] Checks =
    [
        new GraphCheck(), new JointNamesCheck(), new PositionsCheck(), new JointRateCheck(), new CommandsCheck(), new CamerasCheck(),
        new StampsCheck(), new StopInputsCheck(), new InterventionCheck(), new PublishersCheck(),
    ];

    /// <summary>What all of them find.</summary>
    public static IReadOnlyList<Finding> Run(HardwareProfile profile, Heard heard) =>
        [.. Checks.SelectMany(check => check.Judge(profile, heard))];
}
