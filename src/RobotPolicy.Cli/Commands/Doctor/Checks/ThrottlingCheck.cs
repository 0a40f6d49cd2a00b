using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>What part of each period the kernel leaves to real-time threads.</summary>
internal sealed class ThrottlingCheck : ICheck
{
    private const string Name = "real-time share";
    private const string RuntimeFile = "/proc/sys/kernel/sched_rt_runtime_us";
    private const string PeriodFile = "/proc/sys/kernel/sched_rt_period_us";
    private const string Command = "sudo sysctl -w kernel.sched_rt_runtime_us=950000";
    private const long DefaultPeriodMicroseconds = 1_000_000;
    private const double LeastShare = 0.5;

    public IEnumerable<Finding> Look(Machine machine)
    {
        if (machine.Files.ReadNumber(RuntimeFile) is not { } runtime)
            return [Finding.NotApplicable(Name, "not shown")];
        if (runtime < 0)
            return [Finding.Ok(Name, "all of the time (no throttling)")];
        var share = runtime / (double)Math.Max(1, machine.Files.ReadNumber(PeriodFile) ?? DefaultPeriodMicroseconds);
        var found = $"{Words.Percent(share)} of the time";
        if (runtime == 0)
            return [new Finding(Name, CheckState.Problem, found, "SCHED_FIFO threads get no processor time: the control thread is refused, or stands still.", Command)];
        return [share >= LeastShare
            ? Finding.Ok(Name, found)
            : new Finding(Name, CheckState.Advice, found, "A real-time thread that needs more of a core than this is stopped until the next period.", Command)];
    }
}
