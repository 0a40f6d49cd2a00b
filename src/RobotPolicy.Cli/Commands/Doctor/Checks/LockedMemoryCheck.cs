namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>Whether this shell's processes may keep their memory from being paged out.</summary>
internal sealed class LockedMemoryCheck : ICheck
{
    private const string Name = "locked memory";

    public IEnumerable<Finding> Look(Machine machine)
    {
        if (machine.MayLockAnything)
            return [Finding.Ok(Name, "any (CAP_IPC_LOCK)")];
        if (machine.SoftLimit("Max locked memory") is not { } limit)
            return [Finding.NotApplicable(Name, "not shown")];
        if (limit == "unlimited")
            return [Finding.Ok(Name, limit)];
        return
        [
            new Finding(
                Name,
                CheckState.Advice,
                $"{limit} bytes for this shell",
                "The service locks what it touches into memory, and can only do so without a limit; else a page that was moved to disk makes a tick late. "
                + "The systemd unit of `make install` has the right.",
                machine.IsContainer
                    ? "docker run --ulimit rtprio=98 --ulimit memlock=-1 …"
                    : "echo \"$USER - memlock unlimited\" | sudo tee -a /etc/security/limits.d/robotpolicy.conf   # then log in again"),
        ];
    }
}
