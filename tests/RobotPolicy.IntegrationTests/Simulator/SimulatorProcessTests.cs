using System.Diagnostics;
using RobotPolicy.IntegrationTests.CycloneDds;
using Eventually = RobotPolicy.IntegrationTests.TransportContract.Eventually;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Bridge;
using RobotPolicy.Simulator.Controllers;

namespace RobotPolicy.IntegrationTests.Simulator;

/// <summary>The program as a user starts it.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class SimulatorProcessTests
{
    [Fact]
    public async Task Run_OnTheWire_PublishesObeysResetsAndEndsOnSigterm()
    {
        var domain = TestDomain.Claim();
        using var process = Start("run", "--domain", $"{domain}", "--discovery", "loopback", "--shadow-size", "256", "--seed", "2");
        try
        {
            Assert.StartsWith("READY ", await ReadLine(process));
            using var node = new CycloneDdsTransport(new CycloneDdsOptions { DomainId = domain, Discovery = DiscoveryProfile.Loopback, NodeName = "test" });
            var (images, joints, truth) = (new Inbox(), new Inbox(), new Inbox());
            node.CreateSubscription("/camera/front/image_raw", Image.Type, QosProfile.SensorData, images);
            node.CreateSubscription(Topics.JointStates, JointState.Type, QosProfile.Default, joints);
            node.CreateSubscription(Topics.GroundTruth, Float64MultiArray.Type, QosProfile.Default, truth);
            using var commands = node.CreatePublisher(ForwardPositionController.Topic, Float64MultiArray.Type, QosProfile.Command);
            using var resets = node.CreatePublisher(ResetInput.Topic, StringMessage.Type, QosProfile.Default);
            Eventually.True(() => commands.MatchedCount == 1 && resets.MatchedCount == 1, () => "The robot did not match");
            Eventually.True(() => images.Count >= 2 && joints.Count >= 10 && truth.Count >= 2, () => "Topics stayed silent");
            Assert.Equal(2, Inbox.Truth(truth.Last)["seed"]);

            commands.Publish(Encode.Targets(0.3, 0.0760, 0.2253, 0, 1.2695, 0, 0.02));
            Eventually.True(() => Math.Abs(Inbox.Joints(joints.Last).Positions[0] - 0.3) < 5e-3, () => "The arm did not move");

            resets.Publish(Encode.Text("seed=77"));
            Eventually.True(() => Inbox.Truth(truth.Last) is var value && value["seed"] == 77 && value["episode"] == 1, () => "No reset");
            Eventually.True(() => Math.Abs(Inbox.Joints(joints.Last).Positions[0]) < 0.03, () => "The arm is not back home");
        }
        finally
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await kill.WaitForExitAsync();
        }

        Assert.StartsWith("STATISTICS ", await ReadLine(process));
        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Snapshot_WithEglAndOsMesa_SamePicture()
    {
        var folder = Directory.CreateTempSubdirectory("robotpolicy-snapshot");
        try
        {
            var egl = Path.Combine(folder.FullName, "egl.png");
            var osMesa = Path.Combine(folder.FullName, "osmesa.png");
            Assert.Equal(0, await Finish(Start("snapshot", "--steps", "20", "--out", egl)));
            Assert.Equal(0, await Finish(Start("snapshot", "--steps", "20", "--out", osMesa, "--osmesa")));

            Assert.Equal(await File.ReadAllBytesAsync(egl), await File.ReadAllBytesAsync(osMesa));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Generate_SameSeeds_SameBytesInTheDescribedLayout()
    {
        var folder = Directory.CreateTempSubdirectory("robotpolicy-demonstrations");
        try
        {
            string[] names = ["images.u8", "state.f32", "action.f32", "segments.csv", "meta.json"];
            var runs = new byte[2][][];
            for (var run = 0; run < runs.Length; run++)
            {
                var output = Path.Combine(folder.FullName, $"{run}");
                Assert.Equal(0, await Finish(Start("generate", "--episodes", "2", "--seed", "3", "--size", "32", "--shadow-size", "0", "--out", output)));
                runs[run] = [.. names.Select(name => File.ReadAllBytes(Path.Combine(output, name)))];
            }

            Assert.Equal(runs[0], runs[1]);
            var frames = runs[0][1].Length / (7 * sizeof(float));
            Assert.Equal(frames * 2 * 32 * 32 * 3, runs[0][0].Length);
            Assert.Equal(runs[0][1].Length, runs[0][2].Length);
            var segments = System.Text.Encoding.UTF8.GetString(runs[0][3]).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]
                .Select(line => line.Split(',').Select(int.Parse).ToArray()).ToArray();
            Assert.Equal(frames, segments.Sum(segment => segment[4]));
            Assert.Equal([3, 4], segments.Select(segment => segment[1]).Distinct());
            Assert.Equal(2, segments.Sum(segment => segment[5]));
            Assert.All(segments, segment => Assert.Equal(6, segment.Length));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Generate_ThreeDiscs_AddsTheGoalOfEachEpisode()
    {
        var folder = Directory.CreateTempSubdirectory("robotpolicy-demonstrations");
        try
        {
            Assert.Equal(0, await Finish(Start(
                "generate", "--scene", "three_discs", "--episodes", "3", "--seed", "4", "--size", "16", "--shadow-size", "0", "--out", folder.FullName)));

            var lines = File.ReadAllLines(Path.Combine(folder.FullName, "segments.csv"));
            Assert.Equal("episode,seed,segment,start,length,terminal,goal", lines[0]);
            foreach (var segment in lines[1..].Select(line => line.Split(',').Select(int.Parse).ToArray()))
                Assert.Equal(segment[1] % 3, segment[6]);
            Assert.Contains("\"yellow\"", File.ReadAllText(Path.Combine(folder.FullName, "meta.json")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--scene", "/nope.xml", 2, "'/nope.xml' does not exist")]
    [InlineData("--fault", "freeze_camera back", 1, "expected front or wrist")]
    [InlineData("--speed", "0", 1, "expected 0.05 to 100, or max")]
    [InlineData("--camera-size", "9x9", 1, "expected WIDTHxHEIGHT")]
    [InlineData("--domain", "233", 1, "expected 0 to 232")]
    public async Task Run_BadOption_EndsWithOneClearLine(string option, string value, int exitCode, string expected)
    {
        using var process = Start("run", option, value);
        var error = process.StandardError.ReadToEndAsync();

        Assert.Equal(exitCode, await Finish(process));

        Assert.Contains(expected, await error);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "robotpolicy-simulator.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task<string?> ReadLine(Process process) =>
        await process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience);

    private static async Task<int> Finish(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await output;
        return process.ExitCode;
    }
}
