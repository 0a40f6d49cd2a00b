using System.Text.RegularExpressions;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>Whether cores lower their clock between two ticks.</summary>
internal sealed partial class GovernorCheck : ICheck
{
    private const string Name = "clock governor";
    private const string Folder = "/sys/devices/system/cpu";
    private const string Performance = "performance";

    public IEnumerable<Finding> Look(Machine machine)
    {
        var governors = machine.Files.List(Folder)
            .Where(name => Core().IsMatch(name))
            .Select(core => machine.Files.Read($"{Folder}/{core}/cpufreq/scaling_governor"))
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (governors.Count == 0)
            return [Finding.NotApplicable(Name, machine.IsVirtual ? "not shown in a virtual machine" : "not shown")];
        if (governors is [Performance])
            return [Finding.Ok(Name, Performance)];
        return
        [
            new Finding(
                Name,
                CheckState.Advice,
                string.Join(", ", governors),
                "Cores that sleep between ticks wake up slow: ticks and inferences take longer, and longer by chance. Not kept over a restart.",
                $"echo {Performance} | sudo tee {Folder}/cpu*/cpufreq/scaling_governor"),
        ];
    }

    [GeneratedRegex(@"^cpu\d+$")]
    private static partial Regex Core();
}
