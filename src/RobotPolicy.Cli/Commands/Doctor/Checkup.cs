using RobotPolicy.Cli.Commands.Doctor.Checks;

namespace RobotPolicy.Cli.Commands.Doctor;

/// <summary>All checks, in the order in which they are shown.</summary>
internal static class Checkup
{
    private static readonly ICheck[] Checks =
    [
        new KernelCheck(), new PriorityCheck(), new NicenessCheck(), new LockedMemoryCheck(), new ThrottlingCheck(), new CoreCheck(), new CpuQuotaCheck(), new GovernorCheck(),
        new HugePageCheck(),
        new ReceiveBufferCheck(), new NetworkCheck(), new RosDomainCheck(), new RosMiddlewareCheck(), new RosDiscoveryCheck(), new CycloneUriCheck(),
        new ClockSourceCheck(), new TimeSyncCheck(), new DiskCheck(),
        new GpuCheck(), new DeviceLibraryCheck(), new LibraryCheck(), new VideoProgramCheck(),
    ];

    /// <summary>What all of them find.</summary>
    public static IReadOnlyList<Finding> Run(Machine machine) => [.. Checks.SelectMany(check => check.Look(machine))];
}
