using System.Globalization;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>Whether this shell's processes may have a real-time priority.</summary>
internal sealed class PriorityCheck : ICheck
{
    /// <summary>What the control thread asks for unless told otherwise.</summary>
    public const int WantedPriority = 50;

    private const string Name = "real-time priority";

    public IEnumerable<Finding> Look(Machine machine)
    {
        if (machine.MayScheduleAnything)
            return [Finding.Ok(Name, "any (CAP_SYS_NICE)")];
        if (machine.SoftLimit("Max realtime priority") is not { } text)
            return [Finding.NotApplicable(Name, "not shown")];
        if (text == "unlimited" || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= WantedPriority))
            return [Finding.Ok(Name, $"up to {text}")];
        return
        [
            new Finding(
                Name,
                CheckState.Advice,
                text == "0" ? "none for this shell" : $"up to {text} for this shell, {WantedPriority} wanted",
                $"The control thread asks for SCHED_FIFO {WantedPriority}; without it any busy process can make ticks late. "
                + "The systemd unit of `make install` has the right.",
                machine.IsContainer
                    ? "docker run --ulimit rtprio=98 --ulimit memlock=-1 …"
                    : "echo \"$USER - rtprio 98\" | sudo tee -a /etc/security/limits.d/robotpolicy.conf   # then log in again"),
        ];
    }
}
