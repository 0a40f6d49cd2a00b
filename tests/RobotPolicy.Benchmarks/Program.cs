using System.CommandLine;
using System.Globalization;
using RobotPolicy.Benchmarks.Alerts;
using RobotPolicy.Benchmarks.Failure;
using RobotPolicy.Benchmarks.GpuCheck;
using RobotPolicy.Benchmarks.GrpcCall;
using RobotPolicy.Benchmarks.OnnxCall;
using RobotPolicy.Benchmarks.PolicyCall;
using RobotPolicy.Benchmarks.Preprocess;
using RobotPolicy.Benchmarks.Receive;
using RobotPolicy.Benchmarks.Recording;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Benchmarks.RoundTrip;
using RobotPolicy.Benchmarks.Sampling;
using RobotPolicy.Benchmarks.Seams;
using RobotPolicy.Benchmarks.Service;
using RobotPolicy.Benchmarks.Soak;
using RobotPolicy.Benchmarks.WakeUp;
using RobotPolicy.Benchmarks.Watching;
using RobotPolicy.Inference.Devices;

if (DeviceProbeEntryPoint.TryRun(args, out var probeExitCode))
    return probeExitCode;

var output = new Option<FileInfo>("--output") { Description = "Where every round goes, as JSON.", DefaultValueFactory = _ => new FileInfo("bench.json") };
var rounds = new Option<int>("--rounds") { Description = "Alternating rounds of ours and the reference.", DefaultValueFactory = _ => 5 };
var seconds = new Option<int>("--seconds") { Description = "Length of a round.", DefaultValueFactory = _ => 4 };
var domain = new Option<uint>("--domain") { Description = "DDS domain; the one after it is used too.", DefaultValueFactory = _ => 60 };

var only = new Option<string>("--only") { Description = "Only what has this in its name.", DefaultValueFactory = _ => "" };
var quick = new Option<bool>("--quick") { Description = "Fewer seeds where a row takes minutes." };

var run = new Command("run", "Measure everything and print one table.") { output, rounds, seconds, domain, only, quick };
run.SetAction(parsed =>
{
    void Progress(string text) => Console.Error.WriteLine($"bench: {text}");
    int n = parsed.GetValue(rounds), length = parsed.GetValue(seconds);
    var ros = parsed.GetValue(domain);
    (string Name, Func<BenchmarkRow[]> Run)[] benchmarks =
    [
        ("round trip", () => RoundTripBenchmark.Run("command round trip", -1, n, length, ros, Progress)),
        ("round trip, one core", () => RoundTripBenchmark.Run("command round trip, one core", 0, n, length, ros, Progress)),
        ("wake-up", () => WakeUpBenchmark.Run(n, 2 * length, Progress)),
        ("onnx", () => OnnxCallBenchmark.Run(n, Progress)),
        ("policy call", () => [PolicyCallBenchmark.Run(n, Progress)]),
        ("observation to command", () => LatencyBenchmark.Run(n, 2 * length, ros, Progress)),
        ("idle", () => IdleBenchmark.Run(n, length, Progress)),
        ("start", () => StartBenchmark.Run(n, Progress)),
        ("growth", () => GrowthBenchmark.Run(Math.Min(n, 2), parsed.GetValue(output)!.DirectoryName!, Progress)),
        ("grpc", () => [GrpcCallBenchmark.Run(n, Progress)]),
        ("alerts", () => AlertBenchmark.Run(n, parsed.GetValue(output)!.DirectoryName!, Progress)),
        ("failure monitoring", () => MonitoringBenchmark.Run(n, parsed.GetValue(output)!.DirectoryName!, Progress)),
        ("failure entropy", () => EntropyBenchmark.Run(n, parsed.GetValue(output)!.DirectoryName!, Progress)),
        ("watched ticks", () => WatchedTickBenchmark.Run(n, 2 * length, Progress)),
        ("watched by consoles", () => WatchedTickBenchmark.RunConsoles(n, 2 * length, Progress)),
        ("recording", () => RecordingBenchmark.Run(n, 2 * length, Progress)),
        ("preprocess", () => PreprocessBenchmark.Run(n, Progress)),
        ("receive raw", () => ReceiveBenchmark.Run(n, Progress)),
        ("receive jpeg", () => JpegReceiveBenchmark.Run(n, Progress)),
        ("mcap write", () => McapWriteBenchmark.Run(n, parsed.GetValue(output)!.DirectoryName!, Progress)),
        ("mcap read", () => McapReadBenchmark.Run(n, parsed.GetValue(output)!.DirectoryName!, Environment.CurrentDirectory, Progress)),
        ("mcap open", () => McapOpenBenchmark.Run(n, parsed.GetValue(output)!.DirectoryName!, Progress)),
        ("sampling", () => [SamplingBenchmark.Run(n, Progress)]),
        .. SeamSubject.Packages.Select(package => (
            $"seams {package}",
            (Func<BenchmarkRow[]>)(() => SeamBenchmark.Run(package, parsed.GetValue(quick), parsed.GetValue(output)!.DirectoryName!, Progress)))),
    ];
    var noise = new MachineNoise();
    var rows = new List<BenchmarkRow>();
    foreach (var (name, measure) in benchmarks.Where(benchmark => benchmark.Name.Contains(parsed.GetValue(only)!, StringComparison.OrdinalIgnoreCase)))
    {
        noise.Begin(name);
        try
        {
            var measured = measure();
            rows.AddRange(measured);
            BenchmarkReport.Print(measured, Console.Error);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or TimeoutException or FormatException)
        {
            // The others are measured all the same; a figure that is missing is a bar that is missed.
            Progress($"{name}: BROKEN OFF: {exception.Message}");
            rows.Add(BenchmarkRow.BrokenOff(name));
        }

        noise.End(name);

        // After each: a run that is broken off leaves what it has measured.
        BenchmarkReport.Save(rows, noise.Warnings, parsed.GetValue(output)!.FullName);
    }

    RatioPlot.Save(rows, Path.ChangeExtension(parsed.GetValue(output)!.FullName, ".svg"));
    BenchmarkReport.Print(rows, Console.Out);
    foreach (var warning in noise.Warnings)
        Console.WriteLine($"NOISY: {warning}");
    if (noise.Warnings.Count > 0)
        Console.WriteLine("The machine was too noisy to judge by these figures: run it again when nothing else does.");
    Console.WriteLine($"{rows.Count(row => row.Passed)} passed, {rows.Count(row => !row.Passed)} failed");
    return rows.Count > 0 && rows.All(row => row.Passed) ? 0 : 1;
});

var ping = new Command("ping", "One side of the round trip, printing its median and 99th percentile in microseconds; started by 'run'.") { domain, seconds };
ping.SetAction(parsed =>
{
    var (median, tail) = PingPong.Ping(parsed.GetValue(domain), parsed.GetValue(seconds));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{median:F3} {tail:F3}"));
    return 0;
});

var pong = new Command("pong", "The other side of the round trip; started by 'run'.") { domain };
pong.SetAction(parsed =>
{
    PingPong.Pong(parsed.GetValue(domain));
    return 0;
});

var endpoint = new Option<string>("--endpoint") { Description = "Address of the service's API.", Required = true };
var clients = new Option<int>("--clients") { Description = "Number of clients.", Required = true };
var rate = new Option<double>("--rate") { Description = "States a second to each client.", Required = true };
var consoles = new Option<bool>("--consoles") { Description = "Clients that call as the console's pages do; the endpoint is the console's." };
var watch = new Command("watch", "Clients that stream the robot's state, printing how many states they received; started by 'run'.") { endpoint, clients, rate, seconds, consoles };
watch.SetAction(async (parsed, _) =>
{
    var received = parsed.GetValue(consoles)
        ? await ConsoleWatchers.RunAsync(parsed.GetValue(endpoint)!, parsed.GetValue(clients), parsed.GetValue(seconds))
        : await StateWatchers.RunAsync(parsed.GetValue(endpoint)!, parsed.GetValue(clients), parsed.GetValue(rate), parsed.GetValue(seconds));
    Console.WriteLine(received.ToString(CultureInfo.InvariantCulture));
    return 0;
});

var hardware = new Option<FileInfo>("--hardware") { Description = "Hardware profile of the robot.", Required = true };
var standIn = new Command(RobotStandIn.Command, "A robot with large cameras that stands still, until it is ended; started by 'run'.") { hardware, domain };
standIn.SetAction(parsed =>
{
    using var robot = new RobotStandIn(parsed.GetRequiredValue(hardware).FullName, parsed.GetValue(domain), listens: false);
    robot.Run();
    return 0;
});

var log = new Argument<string>("file") { Description = "An MCAP file." };
var open = new Command(McapOpenBenchmark.Command, "Open a log and look about in it, printing milliseconds to the first message and megabytes; started by 'run'.") { log };
open.SetAction(parsed =>
{
    McapOpenBenchmark.Open(parsed.GetRequiredValue(log), Console.Out);
    return 0;
});

var graph = new Argument<FileInfo>("graph") { Description = "An ONNX file." };
var load = new Command(StartBenchmark.Command, "Load a graph, printing milliseconds; started by 'run'.") { graph };
load.SetAction(parsed =>
{
    StartBenchmark.Load(parsed.GetRequiredValue(graph).FullName, Console.Out);
    return 0;
});

var minutes = new Option<double>("--minutes") { Description = "How long; memory is judged from 20 minutes on.", DefaultValueFactory = _ => 30 };
var soakFolder = new Option<DirectoryInfo>("--folder") { Description = "Receives samples and plot.", DefaultValueFactory = _ => new DirectoryInfo("soak") };
var soak = new Command("soak", "Run the whole service for a long time on the simulator; memory, deadlines, drops and errors are judged.") { minutes, soakFolder };
soak.SetAction(async (parsed, stop) =>
{
    Directory.CreateDirectory(parsed.GetValue(soakFolder)!.FullName);
    return await new SoakCampaign(parsed.GetValue(minutes), parsed.GetValue(soakFolder)!.FullName).RunAsync(Console.Out, stop) ? 0 : 1;
});

return new RootCommand("Ratios of our figures to native references, measured in one run.") { run, ping, pong, watch, standIn, open, load, soak, GpuCheckCommand.Create() }.Parse(args).Invoke();
