using RobotPolicy.Ros.CycloneDds;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>A configuration of Cyclone DDS in the environment, which its other users obey.</summary>
internal sealed class CycloneUriCheck : ICheck
{
    private const string Name = "DDS configuration";
    private const string Variable = CycloneDdsOptions.ConfigurationVariable;
    private const string FilePrefix = "file://";
    private const int MaxShown = 40;

    public IEnumerable<Finding> Look(Machine machine)
    {
        if (machine.Environment(Variable)?.Trim() is not { Length: > 0 } text)
            return [];
        var found = text.Length <= MaxShown ? text : text[..MaxShown] + "…";
        if (text.StartsWith(FilePrefix, StringComparison.Ordinal) && !machine.Files.Exists(text[FilePrefix.Length..]))
        {
            var why = $"{Variable} names a file that is not there: whoever reads it does not start.";
            return [new Finding(Name, CheckState.Problem, found, why, $"unset {Variable}")];
        }

        return
        [
            new Finding(
                Name,
                CheckState.Advice,
                found,
                $"ROS nodes on Cyclone DDS obey {Variable}, the service only with --discovery custom.",
                "robotpolicy-server run … --discovery custom"),
        ];
    }
}
