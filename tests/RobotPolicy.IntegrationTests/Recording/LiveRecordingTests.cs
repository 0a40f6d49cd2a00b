using System.Diagnostics;
using System.Globalization;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Watching;
using RobotPolicy.Cli.Commands.Replay;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;
using RobotPolicy.IntegrationTests.CycloneDds;
using ApiMode = RobotPolicy.Api.V1.ControlMode;

namespace RobotPolicy.IntegrationTests.Recording;

/// <summary>The service itself records a run, on its own threads and over the wire, and is killed in the middle of it.</summary>
public sealed class LiveRecordingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-live-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Record_ServiceIsKilledWhileThePolicyRuns_AtMostASecondIsLostAndTheRestReplaysBitByBit()
    {
        var stop = CancellationToken.None;
        var setup = CampaignSetup.Find() with { Domain = TestDomain.Claim() };
        using var simulator = await Programs.StartSimulatorAsync(setup, seed: 1000, stop);
        long lastTick;
        using (var process = await Programs.StartServiceAsync(setup, stop, "--record", _folder))
        {
            using var service = new ServiceClient(setup.Endpoint, TimeProvider.System);
            await service.WaitAsync(state => state is { Mode: ApiMode.Idle, BlockedBy: RobotPolicy.Api.V1.StopCause.None }, "the robot to be ready", stop);
            await new Robotctl(setup).RunAsync(stop, "tasks", "start", "--text", "pick up the cube");
            await service.WaitAsync(state => state.Mode == ApiMode.Running, "the policy to run", stop);
            await Task.Delay(TimeSpan.FromSeconds(3), stop);
            lastTick = (long)(await service.StateAsync(stop)).Tick;
            process.Kill();
        }

        var bag = Assert.Single(Directory.GetDirectories(_folder));
        using var facts = new LogStream(bag, []);
        using var policies = PackageFolders.Open(facts.Facts.Profile.Robot, []);
        using var replayer = new Replayer(new LogStream(bag), policies);
        var result = replayer.Run();

        Assert.Single(facts.Warnings);
        Assert.Empty(result.InternalErrors);
        Assert.Empty(result.Comparison.Differences);
        Assert.True(result.Comparison.TickCount >= lastTick - facts.Facts.RateHz, $"{result.Comparison.TickCount} ticks of at least {lastTick} are in the file");
        Assert.True(result.Comparison.InferenceCount > 2);
    }
}
