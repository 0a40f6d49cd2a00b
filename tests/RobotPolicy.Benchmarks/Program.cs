using System.CommandLine;
using System.Globalization;
using RobotPolicy.Benchmarks.GpuCheck;
using RobotPolicy.Benchmarks.GrpcCall;
using RobotPolicy.Benchmarks.OnnxCall;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Benchmarks.RoundTrip;
using RobotPolicy.Benchmarks.Sampling;
using RobotPolicy.Benchmarks.WakeUp;
using RobotPolicy.Inference.Devices;

if (DeviceProbeEntryPoint.TryRun(args, out var probeExitCode))
    return probeExitCode;

var output = new Option<FileInfo>("--output") { Description = "Where every round goes, as JSON.", DefaultValueFactory = _ => new FileInfo("bench.json") };
var rounds = new Option<int>("--rounds") { Description = "Alternating rounds of ours and the reference.", DefaultValueFactory = _ => 5 };
var seconds = new Option<int>("--seconds") { Description = "Length of a round.", DefaultValueFactory = _ => 4 };
var domain = new Option<uint>("--domain") { Description = "DDS domain; the one after it is used too.", DefaultValueFactory = _ => 60 };

var run = new Command("run", "Measure everything and print one table.") { output, rounds, seconds, domain };
run.SetAction(parsed =>
{
    void Progress(string text) => Console.Error.WriteLine($"bench: {text}");
    BenchmarkRow[] rows =
    [
        RoundTripBenchmark.Run(
            "command round trip", -1, parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(domain), Progress),
        RoundTripBenchmark.Run(
            "command round trip, one core", 0, parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(domain), Progress),
        WakeUpBenchmark.Run(parsed.GetValue(rounds), 2 * parsed.GetValue(seconds), Progress),
        OnnxCallBenchmark.Run(parsed.GetValue(rounds), Progress),
        GrpcCallBenchmark.Run(parsed.GetValue(rounds), Progress),
        SamplingBenchmark.Run(parsed.GetValue(rounds), Progress),
    ];
    BenchmarkReport.Print(rows, Console.Out);
    BenchmarkReport.Save(rows, parsed.GetValue(output)!.FullName);
    Console.WriteLine($"{rows.Count(row => row.Passed)} passed, {rows.Count(row => !row.Passed)} failed");
    return rows.All(row => row.Passed) ? 0 : 1;
});

var ping = new Command("ping", "One side of the round trip, printing its median in microseconds; started by 'run'.") { domain, seconds };
ping.SetAction(parsed =>
{
    Console.WriteLine(PingPong.Ping(parsed.GetValue(domain), parsed.GetValue(seconds)).ToString("F3", CultureInfo.InvariantCulture));
    return 0;
});

var pong = new Command("pong", "The other side of the round trip; started by 'run'.") { domain };
pong.SetAction(parsed =>
{
    PingPong.Pong(parsed.GetValue(domain));
    return 0;
});

return new RootCommand("Ratios of our figures to native references, measured in one run.") { run, ping, pong, GpuCheckCommand.Create() }.Parse(args).Invoke();
