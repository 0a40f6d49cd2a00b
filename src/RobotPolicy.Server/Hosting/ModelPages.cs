using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Server.Hosting;

/// <summary>Whether what models allocate comes in huge pages, with which they load faster (<see cref="HugePages"/>).</summary>
internal static class ModelPages
{
    private const string Name = "huge pages for models";

    /// <summary>What is in force.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="kernel">What <see cref="HugePages.KernelFile"/> says; <see langword="null"/> where it is not there.</param>
    public static RealTimeSetting Read(Func<string, string?> environment, string? kernel) => HugePages.ModeOf(kernel) switch
    {
        HugePageMode.Always => new RealTimeSetting(Name, true, null),
        HugePageMode.OnRequest when HugePages.AreRequested(environment) => new RealTimeSetting(Name, true, null),
        HugePageMode.OnRequest => new RealTimeSetting(
            Name, false, $"nobody asks for them, models load slower; permitted by: {HugePages.Variable}={HugePages.Setting} in the environment (the shipped unit has it)"),
        HugePageMode.Never => new RealTimeSetting(Name, false, $"turned off, models load slower; permitted by: echo madvise | sudo tee {HugePages.KernelFile}"),
        _ => new RealTimeSetting(Name, false, "this kernel has none; models load slower"),
    };
}
