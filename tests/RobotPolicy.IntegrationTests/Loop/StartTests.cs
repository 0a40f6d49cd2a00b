using RobotPolicy.IntegrationTests.CycloneDds;

namespace RobotPolicy.IntegrationTests.Loop;

[Collection(NativeWireCollection.Name)]
public sealed class StartTests
{
    [Fact]
    public void Run_WithoutATask_CommandsNothingAlthoughItCould()
    {
        var domain = TestDomain.Claim();
        using var simulator = ProgramProcess.StartSimulator(domain, seed: 5);
        using var watcher = new RobotWatcher(domain, Checkout.ReadRobot());
        using var service = ProgramProcess.StartService("run", domain);
        Wait.Until(() => watcher.CommanderCount == 1, () => service.Describe("announces no commands"));
        Wait.Until(() => IsMatched("/joint_states", 1), () => service.Describe("does not hear the joints"));
        Wait.Until(() => IsMatched("/camera/front/image_raw", 1), () => service.Describe("does not hear the front camera"));
        Wait.Until(() => IsMatched("/camera/wrist/image_raw", 1), () => service.Describe("does not hear the wrist camera"));
        Wait.Until(() => IsMatched("/forward_position_controller/commands", 2), () => service.Describe("is not heard by the arm"));

        var (joints, pictures) = (watcher.JointStateCount, watcher.PictureCount);
        Wait.Until(
            () => watcher.JointStateCount > joints + 300 && watcher.PictureCount > pictures + 40,
            () => "The simulator's topics stand still");

        Assert.False(service.HasExited, service.Describe("has ended"));
        Assert.Equal(0, watcher.CommandCount);
        Assert.Equal(0, watcher.Truth["commands_received"]);

        // Nor does the end of a service that moved nothing.
        service.Terminate();
        Assert.Equal(0, service.WaitForExit());
        Assert.Equal(0, watcher.CommandCount);

        bool IsMatched(string topic, int count) =>
            service.Errors.Any(line => line.EndsWith($"{topic}: matched {count}", StringComparison.Ordinal));
    }
}
