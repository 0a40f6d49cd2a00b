using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>Whether the kernel gives huge pages to programs that ask for them, as the service does for its models.</summary>
internal sealed class HugePageCheck : ICheck
{
    private const string Name = "huge pages";

    public IEnumerable<Finding> Look(Machine machine) => HugePages.ModeOf(machine.Files.Read(HugePages.KernelFile)) switch
    {
        HugePageMode.Always => [Finding.Ok(Name, "given wherever one fits")],
        HugePageMode.OnRequest => [Finding.Ok(Name, "given on request")],
        HugePageMode.Never =>
        [
            new Finding(
                Name, CheckState.Advice, "turned off", "Models load slower: their memory comes in pages of 4 KiB. Not kept over a restart.", $"echo madvise | sudo tee {HugePages.KernelFile}"),
        ],
        _ => [Finding.NotApplicable(Name, "this kernel has none")],
    };
}
