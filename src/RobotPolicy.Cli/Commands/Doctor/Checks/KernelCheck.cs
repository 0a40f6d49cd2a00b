namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>Whether the kernel lets a real-time thread interrupt it.</summary>
internal sealed class KernelCheck : ICheck
{
    private const string Name = "kernel";

    private const string Why =
        "A kernel without PREEMPT_RT can itself hold a tick up, seldom, by milliseconds. 100 Hz lives with that; for 500 Hz and more take one with it.";

    private const string OfVirtual = " Nor does a virtual machine's host keep its cores free: run the robot on a real one.";

    public IEnumerable<Finding> Look(Machine machine)
    {
        if (machine.Files.Read("/proc/sys/kernel/osrelease") is not { } release)
            return [Finding.NotApplicable(Name, "not shown")];
        var version = machine.Files.Read("/proc/version") ?? "";
        var isRealTime = machine.Files.ReadNumber("/sys/kernel/realtime") == 1
            || version.Contains("PREEMPT_RT", StringComparison.Ordinal)
            || version.Contains("PREEMPT RT", StringComparison.Ordinal);
        if (isRealTime)
            return [Finding.Ok(Name, $"{release}, PREEMPT_RT")];
        var model = version.Contains("PREEMPT", StringComparison.Ordinal) ? "preemptible, but not PREEMPT_RT" : "not PREEMPT_RT";
        if (machine.IsContainer)
            return [new Finding(Name, CheckState.Advice, $"{release}, {model}", Why + " The kernel is the host's.")];
        if (machine.IsVirtual)
            return [new Finding(Name, CheckState.Advice, $"{release}, {model}, virtual machine", Why + OfVirtual)];
        return [new Finding(Name, CheckState.Advice, $"{release}, {model}", Why, CommandFor(machine))];
    }

    private static string CommandFor(Machine machine) => machine.OfDistribution("ID") switch
    {
        "debian" => $"sudo apt-get install linux-image-rt-{machine.Architecture} && sudo reboot",
        "ubuntu" => "sudo pro enable realtime-kernel && sudo reboot",
        _ => "",
    };
}
