namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>The programs that write and read videos of datasets.</summary>
internal sealed class VideoProgramCheck : ICheck
{
    /// <summary>Their names.</summary>
    public static readonly string[] Programs = ["ffmpeg", "ffprobe"];

    private const string Name = "ffmpeg";

    public IEnumerable<Finding> Look(Machine machine)
    {
        var finder = new LibraryFinder(machine);
        var missing = Programs.Where(program => finder.FindProgram(program) is null).ToList();
        return
        [
            missing.Count == 0
                ? Finding.Ok(Name, finder.FindProgram(Programs[0])!)
                : new Finding(
                    Name,
                    CheckState.Advice,
                    $"no {string.Join(" and no ", missing)} on the PATH",
                    "`robotctl export` and `import` write and read the videos of datasets by it.",
                    "sudo apt-get install ffmpeg"),
        ];
    }
}
