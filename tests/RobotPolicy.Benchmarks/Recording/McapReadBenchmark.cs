using System.Globalization;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Benchmarks.Recording;

/// <summary>
/// Milliseconds to read every message of a recording by time, and for one look at a random time, against <c>@mcap/core</c> on the same
/// file, which the page cache holds. In turns; the peer measures itself, after a warm-up, and must find the same.
/// </summary>
internal static class McapReadBenchmark
{
    private const long Bytes = 128L << 20;
    private const int Seeks = 200;
    private const double Bar = 1;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static BenchmarkRow[] Run(int rounds, string folder, string root, Action<string> progress)
    {
        var path = Path.Combine(folder, "bench-read.mcap");
        List<double> reads = [], seeks = [], theirReads = [], theirSeeks = [];
        try
        {
            var (picture, state) = RecordingScenario.Payloads();
            using (var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
                RecordingScenario.Write(stream, Bytes, picture, state);
            for (var round = 0; round < rounds; round++)
            {
                progress($"mcap read {round + 1}/{rounds}");
                var ours = Ours(path);
                var theirs = Theirs(path, root);
                if (ours.Found != theirs.Found)
                    throw new InvalidOperationException($"We found {ours.Found}, the peer {theirs.Found}.");
                reads.Add(ours.Read);
                seeks.Add(ours.Seek);
                theirReads.Add(theirs.Read);
                theirSeeks.Add(theirs.Seek);
            }
        }
        finally
        {
            File.Delete(path);
        }

        return
        [
            new BenchmarkRow("mcap read, 128 MiB", "ms", reads, theirReads, "@mcap/core", Bar),
            new BenchmarkRow("mcap seek", "ms", seeks, theirSeeks, "@mcap/core", Bar),
        ];
    }

    private static (double Read, double Seek, string Found) Ours(string path)
    {
        using var reader = McapIndexedReader.Open(path);
        ReadAll(reader);
        var start = TimeProvider.System.GetTimestamp();
        var found = ReadAll(reader);
        var read = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        _ = SeekAll(reader);
        start = TimeProvider.System.GetTimestamp();
        var sum = SeekAll(reader);
        var seek = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds / Seeks;
        return (read, seek, string.Create(CultureInfo.InvariantCulture, $"{found.Count} {found.Bytes} {sum}"));
    }

    private static (long Count, long Bytes) ReadAll(McapIndexedReader reader)
    {
        var (count, bytes) = (0L, 0L);
        var messages = reader.ReadMessages();
        while (messages.Read(out var message))
        {
            count++;
            bytes += message.Data.Length;
        }

        return (count, bytes);
    }

    // The places jump about the file, the same for both sides.
    private static ulong SeekAll(McapIndexedReader reader)
    {
        var statistics = reader.Statistics!;
        var length = statistics.MessageEndTime - statistics.MessageStartTime;
        var sum = 0UL;
        for (var i = 0UL; i < Seeks; i++)
        {
            var messages = reader.ReadMessages(new McapQuery { StartTime = statistics.MessageStartTime + (length * (i * 37 % Seeks) / Seeks) });
            if (messages.Read(out var message))
                sum += message.LogTime - statistics.MessageStartTime;
        }

        return sum;
    }

    private static (double Read, double Seek, string Found) Theirs(string path, string root)
    {
        using var node = ReferenceProcess.Start(
            "node", [Path.Combine(AppContext.BaseDirectory, "mcap_reference.js"), path, Seeks.ToString(CultureInfo.InvariantCulture)],
            ("NODE_PATH", Path.Combine(root, "node_modules")));
        var lines = node.ReadToEnd(Limit).Split('\n');
        return (double.Parse(lines[0], CultureInfo.InvariantCulture), double.Parse(lines[1], CultureInfo.InvariantCulture), lines[2]);
    }
}
