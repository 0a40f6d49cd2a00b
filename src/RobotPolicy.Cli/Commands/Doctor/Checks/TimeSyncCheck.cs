namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>Whether somebody keeps the time of day, by which other machines' stamps are read.</summary>
internal sealed class TimeSyncCheck : ICheck
{
    private const string Name = "time of day";

    private static readonly (string Path, string Name)[] Services =
    [
        ("/run/systemd/timesync/synchronized", "synchronised by systemd-timesyncd"),
        ("/run/chrony", "kept by chrony"),
        ("/run/ntpd.pid", "kept by ntpd"),
        ("/run/ntpsec", "kept by ntpsec"),
        ("/run/ptp4l", "kept by ptp4l"),
    ];

    public IEnumerable<Finding> Look(Machine machine)
    {
        if (Services.FirstOrDefault(service => machine.Files.Exists(service.Path)) is { Name: not null } service)
            return [Finding.Ok(Name, service.Name)];
        if (machine.IsContainer)
            return [Finding.NotApplicable(Name, "kept by the container's host, if at all")];
        return
        [
            new Finding(
                Name,
                CheckState.Advice,
                "nobody seen who synchronises it",
                "Cameras and joints that are stamped on another machine look stale, or from the future, as soon as the clocks differ by more than the age that is "
                + "allowed. On one machine it does not matter.",
                machine.Files.Exists("/run/systemd/timesync") ? "timedatectl timesync-status" : "sudo apt-get install chrony"),
        ];
    }
}
