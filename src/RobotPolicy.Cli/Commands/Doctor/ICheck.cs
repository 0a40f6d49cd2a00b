namespace RobotPolicy.Cli.Commands.Doctor;

/// <summary>Looks at one side of the machine. Reads only, changes nothing, and never throws: what cannot be read does not apply.</summary>
internal interface ICheck
{
    /// <summary>What it finds, mostly one line.</summary>
    IEnumerable<Finding> Look(Machine machine);
}
