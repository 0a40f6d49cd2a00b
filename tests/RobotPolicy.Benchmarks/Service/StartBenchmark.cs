using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Benchmarks.PolicyCall;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Processes;

namespace RobotPolicy.Benchmarks.Service;

/// <summary>
/// From starting the service with a package and a task until a waiting robot has its first command of the policy, against ONNX Runtime loading the
/// session alone in a process that runs already. ACT in its published size, two 640×480 cameras; files in the page cache on either side.
/// The first figure contains the first inference itself, warm-up, and finding the robot on the graph. Once as the service is installed, with a
/// cache that an earlier start or <c>robotctl policies prepare</c> has filled, and once without any.
/// </summary>
internal static class StartBenchmark
{
    public const string Command = "load";
    private const double Bar = 1.3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static BenchmarkRow[] Run(int rounds, Action<string> progress)
    {
        var setup = CampaignSetup.Find();
        var robot = setup.LoadProfile().Robot;
        using var package = new ActPackage(robot);
        var cache = Directory.CreateTempSubdirectory("robotpolicy-bench-cache-").FullName;
        List<double> prepared = [], plain = [], reference = [];
        try
        {
            for (var round = -1; round < rounds; round++)
            {
                progress(round < 0 ? "start, warm-up" : $"start {round + 1}/{rounds}");
                var second = MillisecondsToFirstCommand(setup, package.Folder, "--engine-cache", cache);
                var load = LoadMilliseconds(package.Model);
                var first = MillisecondsToFirstCommand(setup, package.Folder);
                if (round < 0)
                    continue;
                prepared.Add(second);
                plain.Add(first);
                reference.Add(load);
            }
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }

        const string alone = "session load alone";
        return
        [
            new BenchmarkRow("start to first command, ACT", "ms", prepared, reference, alone, Bar),
            new BenchmarkRow("start to first command, ACT, nothing prepared", "ms", plain, reference, alone, Bar),
        ];
    }

    /// <summary>Loads a graph and prints how long it took in milliseconds; in a process of its own.</summary>
    public static void Load(string model, TextWriter output)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        OrtEnv.Instance();
        var start = TimeProvider.System.GetTimestamp();
        using var session = new InferenceSession(model, options);
        output.WriteLine(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture));
    }

    private static double LoadMilliseconds(string model)
    {
        using var process = ReferenceProcess.Start(Environment.ProcessPath!, [Command, model]);
        return double.Parse(process.ReadToEnd(Limit), CultureInfo.InvariantCulture);
    }

    private static double MillisecondsToFirstCommand(CampaignSetup setup, string package, params string[] more)
    {
        using var robot = new RobotStandIn(setup.Hardware, setup.Domain).Start();
        Thread.Sleep(500);
        var start = TimeProvider.System.GetTimestamp();
        using var service = ServiceProcess.Start(setup, setup.Hardware, ["--policy", package, "--task", "be measured", .. more]);
        while (robot.MovedNs == 0)
        {
            if (TimeProvider.System.GetElapsedTime(start) > Limit)
                throw new InvalidOperationException($"No command that moves came within {Limit.TotalSeconds:F0} s: {service.Tail()}");
            Thread.Sleep(1);
        }

        return (robot.MovedNs - start) / 1e6;
    }
}
