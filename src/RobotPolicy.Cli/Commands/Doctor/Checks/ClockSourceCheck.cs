namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>What keeps the time between ticks, and how finely.</summary>
internal sealed class ClockSourceCheck : ICheck
{
    private const string Name = "clock";
    private const string Folder = "/sys/devices/system/clocksource/clocksource0";
    private const int Readings = 1000;
    private const long CoarseNs = 10_000;

    // Each reading of these is a slow access to a device.
    private static readonly string[] Slow = ["hpet", "acpi_pm", "jiffies", "refined-jiffies"];

    public IEnumerable<Finding> Look(Machine machine)
    {
        var step = SmallestStepNs(machine.MonotonicNs);
        var source = machine.Files.Read($"{Folder}/current_clocksource");
        var found = $"{source ?? "source not shown"}, read in steps of {step} ns";
        if (step <= CoarseNs && !Slow.Contains(source))
            return [Finding.Ok(Name, found)];
        var available = machine.Files.Read($"{Folder}/available_clocksource")?.Split(' ') ?? [];
        var better = available.FirstOrDefault(name => name.Length > 0 && !Slow.Contains(name));
        return
        [
            new Finding(
                Name,
                CheckState.Advice,
                found,
                "The clock is read several times in a tick; reading this one takes long, or it moves in coarse steps."
                + (better is null ? " The kernel offers no better one here." : ""),
                better is null ? "" : $"echo {better} | sudo tee {Folder}/current_clocksource"),
        ];
    }

    private static long SmallestStepNs(Func<long> read)
    {
        var least = long.MaxValue;
        var before = read();
        for (var i = 0; i < Readings; i++)
        {
            var now = read();
            if (now > before)
                least = Math.Min(least, now - before);
            before = now;
        }

        return least;
    }
}
