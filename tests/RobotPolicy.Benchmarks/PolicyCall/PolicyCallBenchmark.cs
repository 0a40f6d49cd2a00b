using System.Globalization;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Benchmarks.PolicyCall;

/// <summary>
/// A whole inference of ACT in its published size, from two 640×480 pictures as bytes to a chunk of joint commands, against onnxruntime-node,
/// which runs the graph alone on tensors that are there already. The same core, one thread, no spinning, alternating rounds.
/// </summary>
internal static class PolicyCallBenchmark
{
    private const int WarmUpCalls = 2;
    private const int Calls = 9;
    private const double Bar = 1.03;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static BenchmarkRow Run(int rounds, Action<string> progress)
    {
        var setup = CampaignSetup.Find();
        var robot = setup.LoadProfile().Robot;
        using var package = new ActPackage(robot);
        using var images = new ImagePreprocessor();
        var loaded = PolicyLoader.Load(package.Folder, robot, images, new PolicyLoaderOptions());
        using var policy = loaded.Policy ?? throw new InvalidOperationException(string.Join("; ", loaded.Errors));
        progress($"policy call: loaded in {loaded.LoadTime.TotalMilliseconds:F0} ms, first inferences {string.Join(", ", loaded.WarmUpTimes.Select(time => $"{time.TotalMilliseconds:F0}"))} ms");
        var observation = Observe(robot);
        var chunk = new ActionChunk(policy.Spec.Horizon, robot.Joints.Count) { IntervalNs = policy.Spec.ActionIntervalNs };

        List<double> ours = [], reference = [];
        for (var round = 0; round < rounds; round++)
        {
            progress($"policy call {round + 1}/{rounds}");
            ours.Add(MedianMilliseconds(policy, observation, chunk));
            reference.Add(NodeMilliseconds(package, setup.Root));
        }

        return new BenchmarkRow("ACT inference, two 640×480 pictures, p50", "ms", ours, reference, "onnxruntime-node, graph alone", Bar);
    }

    private static Observation Observe(RobotDescription robot)
    {
        var observation = new Observation(robot.Joints.Count, robot.Cameras.Count, 1);
        var random = new Random(5);
        for (var camera = 0; camera < robot.Cameras.Count; camera++)
        {
            var pixels = new byte[ActPackage.Width * ActPackage.Height * 3];
            random.NextBytes(pixels);
            observation.SetImage(0, camera, new MemoryFrame(PixelFormat.Rgb8, ActPackage.Width, ActPackage.Height, ActPackage.Width * 3, pixels));
        }

        return observation;
    }

    private static double MedianMilliseconds(OnnxPolicy policy, Observation observation, ActionChunk chunk)
    {
        var durations = new List<double>(Calls);
        for (var i = -WarmUpCalls; i < Calls; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            if (policy.Infer(observation, chunk) is not PolicyStatus.Ok and var status)
                throw new InvalidOperationException($"The inference came to {status}: {policy.LastError}");
            if (i >= 0)
                durations.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }

        return Statistics.Median(durations);
    }

    private static double NodeMilliseconds(ActPackage package, string root)
    {
        string[] inputs =
        [
            $"{ActPackage.StateInput}=1,{package.Network.Joints}",
            .. package.Network.CameraInputs.Select(name => $"{name}=1,3,{ActPackage.Height},{ActPackage.Width}"),
        ];
        using var node = ReferenceProcess.Start(
            "node",
            [Path.Combine(AppContext.BaseDirectory, "node_reference.js"), package.Model, Calls.ToString(CultureInfo.InvariantCulture), .. inputs],
            ("NODE_PATH", Path.Combine(root, "node_modules")));
        return double.Parse(node.ReadToEnd(Limit), CultureInfo.InvariantCulture);
    }
}
