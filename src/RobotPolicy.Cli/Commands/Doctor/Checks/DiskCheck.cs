using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Recording;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>How long a run can be recorded.</summary>
internal sealed class DiskCheck : ICheck
{
    private const string Name = "disk";

    // Two raw 640x480 cameras at 30 Hz.
    private const double BytesPerSecond = 2 * 30 * 640 * 480 * 3;
    private const double WantedSeconds = 600;
    private const long BytesPerGigabyte = 1 << 30;

    private static readonly long Reserve = new RecordingOptions { Folder = "" }.ReservedBytes;

    public IEnumerable<Finding> Look(Machine machine)
    {
        if (machine.FreeBytes(machine.RecordFolder) is not { } free)
            return [Finding.NotApplicable(Name, $"free space of {machine.RecordFolder} is not known")];
        var seconds = Math.Max(0, free - Reserve) / BytesPerSecond;
        var found = $"{Words.Bytes(free)} free: {Words.Seconds(seconds)} of two raw 640x480 cameras";
        if (seconds >= WantedSeconds)
            return [Finding.Ok(Name, found)];
        var isPossible = seconds > 0;
        return
        [
            new Finding(
                Name,
                isPossible ? CheckState.Advice : CheckState.Problem,
                isPossible ? found : $"{Words.Bytes(free)} free",
                $"Recording stops before the last {Words.Bytes(Reserve)} of the disk under {machine.RecordFolder}. "
                + "Record elsewhere, compress, or keep no more than it holds.",
                isPossible ? $"robotpolicy-server run … --record {machine.RecordFolder} --record-keep-gb {Math.Max(1, (free - Reserve) / BytesPerGigabyte)}" : ""),
        ];
    }
}
