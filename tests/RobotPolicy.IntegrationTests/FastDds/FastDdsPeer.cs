using RobotPolicy.IntegrationTests.Peers;

namespace RobotPolicy.IntegrationTests.FastDds;

/// <summary>The program of the independent DDS peer, generated and compiled from <c>peer/</c>.</summary>
public sealed class FastDdsPeer
{
    private const string InstallHint = "Install the interoperability peer's tools: 'apt-get install libfastrtps-dev fastddsgen g++'.";
    private const int ParallelCompilers = 2;

    private static readonly string Source = WorkingCopy.TestSource("FastDds", "peer");

    private readonly Lazy<string> _program = new(
        () => NativePeerBuild.GetProgram("fastdds-peer", Directory.GetFiles(Source), InstallHint, Build));

    /// <summary>Path of the executable; builds it on first use.</summary>
    internal string Program => _program.Value;

    private static void Build(NativePeerBuild build, string program)
    {
        build.Run("fastddsgen", Source, "-cs", "-typeros2", "-replace", "-d", build.Generated, "ros.idl");
        string[] units = [.. Directory.GetFiles(build.Generated, "*.cxx"), .. Directory.GetFiles(Source, "*.cpp")];
        Parallel.ForEach(
            units,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelCompilers },
            unit => build.Run("g++", Source, "-O1", "-std=c++17", $"-I{build.Generated}", $"-I{Source}", "-c", unit, "-o", GetObject(build, unit)));
        build.Run(
            "g++", build.Output, [.. units.Select(unit => GetObject(build, unit)), "-o", program, "-lfastrtps", "-lfastcdr", "-pthread"]);
    }

    private static string GetObject(NativePeerBuild build, string unit) =>
        Path.Combine(build.Output, Path.GetFileNameWithoutExtension(unit) + ".o");
}
