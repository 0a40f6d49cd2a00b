using System.Globalization;
using RobotPolicy.Benchmarks.Reporting;

namespace RobotPolicy.Benchmarks.Recording;

/// <summary>
/// Seconds to write a recording with all its indexes and checksums to disk, synchronised at the end, against dd that writes as many zeros to
/// the same disk in blocks of 1 MiB. In turns; a ratio of 1.25 is 0.8 of dd's throughput.
/// </summary>
internal static class McapWriteBenchmark
{
    private const long Bytes = 512L << 20;
    private const double Bar = 1.25;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static BenchmarkRow[] Run(int rounds, string folder, Action<string> progress)
    {
        var (picture, state) = RecordingScenario.Payloads();
        var path = Path.Combine(folder, "bench-write.mcap");
        List<double> ours = [], theirs = [];
        try
        {
            Ours(path, 32 << 20, picture, state);
            for (var round = 0; round < rounds; round++)
            {
                progress($"mcap write {round + 1}/{rounds}");
                ours.Add(Ours(path, Bytes, picture, state));
                File.Delete(path);
                theirs.Add(Dd(path));
                File.Delete(path);
            }
        }
        finally
        {
            File.Delete(path);
        }

        return [new BenchmarkRow("mcap write, 512 MiB", "s", ours, theirs, "dd bs=1M", Bar)];
    }

    private static double Ours(string path, long bytes, byte[] picture, byte[] state)
    {
        var start = TimeProvider.System.GetTimestamp();
        using (var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            RecordingScenario.Write(stream, bytes, picture, state);
            stream.Flush(flushToDisk: true);
        }

        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static double Dd(string path)
    {
        var start = TimeProvider.System.GetTimestamp();
        using (var dd = ReferenceProcess.Start(
            "dd", ["if=/dev/zero", $"of={path}", "bs=1M", string.Create(CultureInfo.InvariantCulture, $"count={Bytes >> 20}"), "conv=fsync", "status=none"]))
        {
            dd.ReadToEnd(Limit);
        }

        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }
}
