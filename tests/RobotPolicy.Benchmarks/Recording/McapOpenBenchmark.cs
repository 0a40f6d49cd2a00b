using System.Globalization;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Benchmarks.Recording;

/// <summary>
/// A log of 10 GB, in which the pictures are holes: what a process of its own takes from opening it to its first message by time, and its
/// largest memory after a look at a hundred places.
/// </summary>
internal static class McapOpenBenchmark
{
    /// <summary>The command that <see cref="Run"/> starts.</summary>
    public const string Command = "mcap-open";

    private const long Bytes = 10_000_000_000;
    private const double LimitMilliseconds = 1000;
    private const double LimitMegabytes = 200;
    private const int Places = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static BenchmarkRow[] Run(int rounds, string folder, Action<string> progress)
    {
        var path = Path.Combine(folder, "bench-open.mcap");
        List<double> times = [], peaks = [];
        try
        {
            progress("mcap open: a sparse log of 10 GB");
            using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
                Write(new HoleStream(file));
            for (var round = 0; round < rounds; round++)
            {
                progress($"mcap open {round + 1}/{rounds}");
                using var child = ReferenceProcess.Start(Environment.ProcessPath!, [Command, path]);
                var figures = child.ReadToEnd(Limit).Split(' ');
                times.Add(double.Parse(figures[0], CultureInfo.InvariantCulture));
                peaks.Add(double.Parse(figures[1], CultureInfo.InvariantCulture));
            }
        }
        finally
        {
            File.Delete(path);
        }

        return
        [
            new BenchmarkRow("mcap open 10 GB, first message", "ms", times, [.. times.Select(_ => LimitMilliseconds)], "allowed", 1),
            new BenchmarkRow("mcap open 10 GB, peak memory", "MB", peaks, [.. peaks.Select(_ => LimitMegabytes)], "allowed", 1),
        ];
    }

    /// <summary>The child's side: prints milliseconds and megabytes.</summary>
    public static void Open(string path, TextWriter output)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var reader = McapIndexedReader.Open(path);
        if (!reader.ReadMessages().Read(out _))
            throw new InvalidOperationException("There is no message.");
        var milliseconds = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        var statistics = reader.Statistics!;
        for (var i = 0UL; i < Places; i++)
        {
            var time = statistics.MessageStartTime + ((statistics.MessageEndTime - statistics.MessageStartTime) / Places * i);
            reader.ReadMessages(new McapQuery { StartTime = time }).Read(out _);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{milliseconds:F3} {PeakMegabytes():F1}"));
    }

    // No checksums: the zeros would have to be summed, here and by the reader, and what is measured is the index.
    private static void Write(Stream target)
    {
        using var writer = new McapWriter(target, RecordingScenario.Options with { ChunkCrc = false, DataSectionCrc = false });
        var channel = writer.AddChannel(writer.AddSchema("sensor_msgs/msg/Image", "ros2msg", "uint8[] data"u8), "/camera", "cdr");
        var states = writer.AddChannel(writer.AddSchema("sensor_msgs/msg/JointState", "ros2msg", "float64[] position"u8), "/joint_states", "cdr");
        var (picture, state) = (new byte[640 * 480 * 3], new byte[400]);
        for (var time = 0UL; writer.Position < Bytes; time += 10_000_000)
        {
            writer.WriteMessage(channel, 0, time, time, picture);
            writer.WriteMessage(states, 0, time, time, state);
        }
    }

    private static double PeakMegabytes() => File.ReadLines("/proc/self/status")
        .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6)
        .Single();
}
