using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>Compares one side of a profile with what was heard. Pure: looks at nothing else, and never throws.</summary>
internal interface IHardwareCheck
{
    /// <summary>What it finds; nothing where another check says it already.</summary>
    IEnumerable<Finding> Judge(HardwareProfile profile, Heard heard);
}
