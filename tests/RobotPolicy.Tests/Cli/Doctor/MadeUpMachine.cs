using System.Text;
using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Tests.Cli.Doctor;

/// <summary>A machine of a few files in a temporary folder, on which nothing is known but what a test states.</summary>
internal sealed class MadeUpMachine : IDisposable
{
    public const string Programs = "/opt/robotpolicy/robotctl/";

    private readonly string _root = Directory.CreateTempSubdirectory("robotpolicy-doctor-").FullName;
    private long _clockNs;

    public Dictionary<string, string> Environment { get; } = [];

    public ExecutionDevice Device { get; init; }

    public long? FreeBytes { get; init; }

    public long ClockStepNs { get; init; } = 40;

    public Machine Machine => new()
    {
        Files = new MachineFiles(_root),
        Environment = name => Environment.GetValueOrDefault(name),
        FreeBytes = _ => FreeBytes,
        MonotonicNs = () => _clockNs += ClockStepNs,
        RecordFolder = "/data/runs",
        ProgramFolder = Programs,
        Device = Device,
        Architecture = "amd64",
    };

    public MadeUpMachine With(string path, string text = "")
    {
        var file = Path.Join(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    public MadeUpMachine WithVariable(string name, string? value)
    {
        if (value is not null)
            Environment[name] = value;
        return this;
    }

    /// <summary>A loader's cache that lists these paths, as far as its strings go.</summary>
    public MadeUpMachine WithLoaderCache(params string[] paths)
    {
        With("/etc/ld.so.cache");
        File.WriteAllBytes(
            Path.Join(_root, "/etc/ld.so.cache"),
            Encoding.UTF8.GetBytes("glibc-ld.so.cache1.1\u0001\u0000\u0003" + string.Concat(paths.Select(path => $"{Path.GetFileName(path)}\0{path}\0"))));
        return this;
    }

    /// <summary>What one check finds; one line is expected.</summary>
    public Finding Look(ICheck check) => Assert.Single(check.Look(Machine));

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
