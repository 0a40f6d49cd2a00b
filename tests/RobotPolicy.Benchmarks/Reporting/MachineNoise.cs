using System.Globalization;

namespace RobotPolicy.Benchmarks.Reporting;

/// <summary>
/// How much of the machine others use: before each benchmark nothing of ours runs, so whatever is busy then is not ours; and what a
/// hypervisor takes away meanwhile is nobody's here. Beyond the limits a verdict says little, and the table says so.
/// </summary>
internal sealed class MachineNoise
{
    // Of one core: as much as a desktop at rest.
    private const double OthersLimit = 0.10;
    private const double StolenLimit = 0.01;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly List<string> _warnings = [];
    private Reading _start;

    /// <summary>What was noticed, one sentence for each benchmark.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Before a benchmark.</summary>
    public void Begin(string benchmark)
    {
        var before = Read();
        Thread.Sleep(Look);
        _start = Read();
        var cores = (_start.Busy - before.Busy) / Math.Max(1e-9, _start.Total - before.Total) * Environment.ProcessorCount;
        if (cores > OthersLimit)
            Warn($"before '{benchmark}' other programs used {cores.ToString("P0", CultureInfo.InvariantCulture)} of a core");
    }

    /// <summary>After a benchmark.</summary>
    public void End(string benchmark)
    {
        var now = Read();
        var stolen = (now.Stolen - _start.Stolen) / Math.Max(1e-9, now.Total - _start.Total);
        if (stolen > StolenLimit)
            Warn($"during '{benchmark}' the hypervisor took {stolen.ToString("P1", CultureInfo.InvariantCulture)} of the machine away");
    }

    private void Warn(string text)
    {
        _warnings.Add(text);
        Console.Error.WriteLine($"bench: NOISY: {text}");
    }

    /// <summary>The first line of <c>/proc/stat</c>: user, nice, system, idle, iowait, irq, softirq, steal.</summary>
    private static Reading Read()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1).Take(8).Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        var idle = fields[3] + fields[4];
        return new Reading(fields.Sum(), fields.Sum() - idle - fields[7], fields[7]);
    }

    private readonly record struct Reading(double Total, double Busy, double Stolen);
}
