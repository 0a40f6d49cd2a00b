using System.Globalization;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>Whether this shell's processes may put themselves before other programs.</summary>
internal sealed class NicenessCheck : ICheck
{
    /// <summary>What the service asks for unless told otherwise.</summary>
    public const int WantedNice = -10;

    private const string Name = "niceness";

    // The limit counts from 20 downwards, so that it is never negative: 30 permits −10.
    private const int LimitOfNiceZero = 20;

    public IEnumerable<Finding> Look(Machine machine)
    {
        if (machine.MayScheduleAnything)
            return [Finding.Ok(Name, "any (CAP_SYS_NICE)")];
        if (machine.SoftLimit("Max nice priority") is not { } text)
            return [Finding.NotApplicable(Name, "not shown")];
        if (text == "unlimited" || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= LimitOfNiceZero - WantedNice))
            return [Finding.Ok(Name, $"{WantedNice} permitted")];
        return
        [
            new Finding(
                Name,
                CheckState.Advice,
                $"{WantedNice} not permitted for this shell",
                "A garbage collection stops the control thread and waits for the service's ordinary threads; behind other programs that takes "
                + "tens of milliseconds. The systemd unit of `make install` has the right.",
                machine.IsContainer
                    ? "docker run --ulimit nice=30 …"
                    : "echo \"$USER - nice -10\" | sudo tee -a /etc/security/limits.d/robotpolicy.conf   # then log in again"),
        ];
    }
}
