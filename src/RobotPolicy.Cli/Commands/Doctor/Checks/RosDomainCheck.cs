using System.Globalization;
using RobotPolicy.Ros.CycloneDds;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>The ROS domain, which the service takes from the environment unless told.</summary>
internal sealed class RosDomainCheck : ICheck
{
    private const string Name = "ROS domain";
    private const string Variable = "ROS_DOMAIN_ID";

    // Above, the ports of a domain fall among those that Linux hands to clients, up to 215.
    private const uint LastSafe = 101;
    private const uint FirstSafeAbove = 215;

    private const string OfPorts = "Its ports are among those that Linux hands to clients, so that a node may find them taken. 0 to 101 are safe.";

    public IEnumerable<Finding> Look(Machine machine)
    {
        if (machine.Environment(Variable) is not { Length: > 0 } text)
            return [Finding.Ok(Name, $"0 ({Variable} is not set)")];
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var domain) || domain > CycloneDdsOptions.MaxDomainId)
        {
            return
            [
                new Finding(
                    Name,
                    CheckState.Problem,
                    $"{Variable}={text}",
                    $"Expected 0 to {CycloneDdsOptions.MaxDomainId}: with anything else nodes do not start, or meet nobody.",
                    $"export {Variable}=0"),
            ];
        }

        if (domain is > LastSafe and < FirstSafeAbove)
            return [new Finding(Name, CheckState.Advice, $"{domain}", OfPorts, $"export {Variable}=42")];
        return [Finding.Ok(Name, $"{domain} ({Variable})")];
    }
}
