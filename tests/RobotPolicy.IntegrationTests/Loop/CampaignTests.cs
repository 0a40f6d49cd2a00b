using RobotPolicy.IntegrationTests.CycloneDds;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>Campaigns as <c>make</c> runs them: processes that know each other by topics and the operator's API only.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class CampaignTests
{
    private static readonly TimeSpan EpisodePatience = TimeSpan.FromMinutes(3);

    [Fact]
    public void Demo_OneEpisode_SucceedsInTheGroundTruthAndSaysSo()
    {
        var domain = TestDomain.Claim();
        using var watcher = new RobotWatcher(domain, Checkout.ReadRobot());
        using var campaign = ProgramProcess.StartCampaign(
            domain, "demo", "--episodes", "1", "--seed", "1000", "--episode-timeout", "60");

        var exitCode = campaign.WaitForExit(EpisodePatience);

        Assert.True(exitCode == 0, campaign.Describe($"ended with {exitCode}"));
        Assert.Equal("episodes: 1/1 succeeded", campaign.Output[^1]);

        // The judge is asked in person too: the cube that lay elsewhere rests on the target, and commands have brought it there.
        Assert.Equal((1, 1000), ((int)watcher.Truth["success"], (int)watcher.Truth["seed"]));
        Assert.InRange(watcher.Truth["distance"], 0, 0.03);
        Assert.True(watcher.Truth["commands_received"] > 100, "an arm that moved without commands");
        Assert.InRange(MotionLimits.AssertKept(watcher.Commands, watcher.Robot, 0.01), 0, watcher.CommandCount / 100);
    }

    [Fact]
    public void Demo_TimeTooShortForAnyArm_FailsAndSaysSo()
    {
        var domain = TestDomain.Claim();
        using var campaign = ProgramProcess.StartCampaign(domain, "demo", "--episodes", "1", "--seed", "1000", "--episode-timeout", "0.5");

        var exitCode = campaign.WaitForExit(EpisodePatience);

        Assert.True(exitCode == 1, campaign.Describe($"ended with {exitCode}"));
        Assert.Equal("episodes: 0/1 succeeded", campaign.Output[^1]);
    }

    [Theory]
    [InlineData("takeover, jog and hand-back")]
    [InlineData("service is killed")]
    public void Faults_RowsWithoutATime_Pass(string row)
    {
        using var campaign = ProgramProcess.StartCampaign(TestDomain.Claim(), "faults", "--only", row);

        var exitCode = campaign.WaitForExit(EpisodePatience);

        Assert.True(exitCode == 0, campaign.Describe($"ended with {exitCode}"));
        Assert.Equal("1 passed, 0 failed", campaign.Output[^1]);
    }
}
