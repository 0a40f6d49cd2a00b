using System.Globalization;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>Whether a container or a service manager rations processor time.</summary>
internal sealed class CpuQuotaCheck : ICheck
{
    private const string Name = "processor quota";
    private const string Root = "/sys/fs/cgroup";

    public IEnumerable<Finding> Look(Machine machine)
    {
        // Quotas of all groups above hold too, so the tightest counts. In a container the path may be one that only the host sees.
        var group = machine.Files.Read("/proc/self/cgroup")?.Split('\n').FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal))?[3..] ?? "/";
        double? least = null;
        var isShown = false;
        for (var at = group; at is not null; at = Path.GetDirectoryName(at))
        {
            if (machine.Files.Read(Path.Join(Root, at, "cpu.max")) is not { } text)
                continue;
            isShown = true;
            if (ReadCores(text) is { } cores && !(least <= cores))
                least = cores;
        }

        if (least is not { } quota)
            return [isShown ? Finding.Ok(Name, "none") : Finding.NotApplicable(Name, "none shown")];
        return
        [
            new Finding(
                Name,
                CheckState.Advice,
                $"{Words.Number(quota, 1)} cores",
                "When a period's quota is used up, all ordinary threads of the service stand still until the next, often for tens of milliseconds: inference, API, "
                + "recorder. Limit it by cores instead (docker --cpuset-cpus, systemd AllowedCPUs=).",
                machine.IsContainer ? "" : "sudo systemctl set-property robotpolicy.service CPUQuota="),
        ];
    }

    // "max 100000", or microseconds of each period and its length.
    private static double? ReadCores(string text)
    {
        var parts = text.Split(' ');
        return parts.Length == 2
            && double.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var quota)
            && double.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var period)
            && period > 0
            ? quota / period
            : null;
    }
}
