namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>How many cores there are, and whether one is kept free for the control thread.</summary>
internal sealed class CoreCheck : ICheck
{
    private const string Name = "cores";

    public IEnumerable<Finding> Look(Machine machine)
    {
        var online = CoreList.Read(machine.Files.Read("/sys/devices/system/cpu/online"));
        var allowed = CoreList.Read(machine.Files.ReadField("/proc/self/status", "Cpus_allowed_list"));
        var isolated = CoreList.Read(machine.Files.Read("/sys/devices/system/cpu/isolated"));
        if (allowed.Count == 0)
            return [Finding.NotApplicable(Name, "not shown")];
        var found = online.Count > allowed.Count ? $"{allowed.Count} of {online.Count}" : $"{allowed.Count}";
        if (isolated.Count > 0)
            return [Finding.Ok(Name, $"{found}; {string.Join(", ", isolated)} isolated: --core {isolated[^1]} puts the control thread there")];
        if (allowed.Count > 1)
            return [Finding.Ok(Name, $"{found}; --core {allowed[^1]} keeps one for the control thread")];
        return
        [
            new Finding(
                Name,
                CheckState.Advice,
                found,
                "Control thread and policy share one core: without a real-time priority every inference makes ticks late. Give the service two or more."),
        ];
    }
}
