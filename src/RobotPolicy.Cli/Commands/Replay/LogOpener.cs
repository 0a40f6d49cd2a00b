using RobotPolicy.Cli.Output;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>Opens recordings, those of the service and those that others made.</summary>
internal static class LogOpener
{
    private const string OurTypes = "robotpolicy_msgs/";

    /// <summary>Opens a recording.</summary>
    /// <param name="path">A bag's folder or a file.</param>
    /// <param name="hardware">Hardware profile, needed for a recording that others made.</param>
    /// <param name="rateHz">Ticks a second of such a recording.</param>
    /// <param name="topics">Topics of the robot whose messages are wanted; <see langword="null"/> for all.</param>
    public static ILogStream Open(string path, string? hardware, double rateHz, IReadOnlyCollection<string>? topics)
    {
        if (IsOurs(path))
            return new LogStream(path, topics);
        if (hardware is null)
            throw CommandException.Usage($"{path} was not recorded by this service: name the robot that it is of by --hardware.");
        return new ForeignStream(path, ReadProfile(hardware), File.ReadAllText(hardware), rateHz);
    }

    /// <summary>Reads a hardware profile.</summary>
    public static HardwareProfile ReadProfile(string file)
    {
        var errors = new List<string>();
        return HardwareProfileLoader.Load(file, errors) ?? throw CommandException.Usage(string.Join("; ", errors));
    }

    private static bool IsOurs(string path)
    {
        using var bag = BagReader.Open(path);
        return bag.Topics.Any(topic => topic.Type.StartsWith(OurTypes, StringComparison.Ordinal));
    }
}
