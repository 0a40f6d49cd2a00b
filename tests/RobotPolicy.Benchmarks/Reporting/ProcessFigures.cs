using System.Globalization;

namespace RobotPolicy.Benchmarks.Reporting;

/// <summary>What the kernel accounts for a process.</summary>
internal static class ProcessFigures
{
    /// <summary>Seconds of processor time that it has used.</summary>
    public static double ProcessorSeconds(int id)
    {
        // utime and stime are fields 14 and 15, in hundredths of a second; the name in brackets may hold spaces.
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[14 - 3]) + Number(fields[15 - 3])) / 100;
    }

    /// <summary>Resident memory in MB of 10⁶ bytes.</summary>
    public static double ResidentMegabytes(int id) => Megabytes(id, "VmRSS:");

    /// <summary>The part of it that no file stands behind, in MB of 10⁶ bytes.</summary>
    public static double PrivateMegabytes(int id) => Megabytes(id, "RssAnon:");

    private static double Megabytes(int id, string key) => 1024 / 1e6 * Number(
        File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
