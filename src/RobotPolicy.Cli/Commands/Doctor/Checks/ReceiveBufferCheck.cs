using RobotPolicy.Cli.Output;
using RobotPolicy.Ros.CycloneDds;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>Whether a socket may hold a camera's picture.</summary>
internal sealed class ReceiveBufferCheck : ICheck
{
    private const string Name = "receive buffer";

    public IEnumerable<Finding> Look(Machine machine)
    {
        if (machine.Files.ReadNumber(SocketBufferCheck.LimitPath) is not { } limit)
            return [Finding.NotApplicable(Name, "not shown")];
        var found = $"{Words.Bytes(limit)} (net.core.rmem_max)";
        if (limit >= SocketBufferCheck.ImageBytes)
            return [Finding.Ok(Name, found)];
        return
        [
            new Finding(
                Name,
                CheckState.Problem,
                found,
                $"A 640x480 picture needs {SocketBufferCheck.ImageBytes} bytes at once: raw pictures come late or not at all, and nobody counts them.",
                $"echo net.core.rmem_max={SocketBufferCheck.RecommendedBytes} | sudo tee /etc/sysctl.d/60-robotpolicy.conf && sudo sysctl --system"),
        ];
    }
}
