using RobotPolicy.IntegrationTests.CycloneDds;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>The robot's computer dies in the middle of a task, and comes back with the arm elsewhere.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class RobotRestartTests
{
    private const long MegaByte = 1 << 20;

    [Fact]
    public void Robot_KilledAndStartedAgain_IsHeldAndNeverPulledToWhereItWas()
    {
        var domain = TestDomain.Claim();
        var robot = Checkout.ReadRobot();
        using var watcher = new RobotWatcher(domain, robot);
        using var service = ProgramProcess.StartService("run", domain, "--task", "pick up the cube");
        using (var first = ProgramProcess.StartSimulator(domain, seed: 41))
        {
            // Home, where every simulator begins, is looked up before the task can start: on a busy machine the service's log is read
            // so late that the arm has arrived by then, and never gets far from there again.
            var home = WaitForMeasured(watcher);
            ServiceLog.WaitUntilRunning(service);
            Wait.Until(
                () => watcher.Measured is { } now && RobotWatcher.Distance(home, now) > 0.5,
                () => service.Describe(
                    $"does not move the arm far: home {string.Join(' ', home)}, now {string.Join(' ', watcher.Measured ?? [])}, "
                    + $"{watcher.JointStateCount} joint states, {watcher.CommandCount} commands, newest {string.Join(' ', watcher.Tail(1)[0].Positions)}"));
            first.Kill();
        }

        Wait.Until(
            () => ServiceLog.Newest(service).StartsWith("Holding: ", StringComparison.Ordinal),
            () => service.Describe("does not hold"));
        Wait.Until(() => ServiceLog.Newest(service) == "Holding: JointStateStale", () => service.Describe("does not name the joints"));
        var heldEpoch = ServiceLog.Transitions(service)[^1].Epoch;
        Wait.Until(() => watcher.IsStanding(5), () => "The commands do not come to a standstill");
        var held = watcher.Tail(1)[0].Positions;
        var memory = service.ResidentBytes;
        Thread.Sleep(TimeSpan.FromSeconds(3));
        Assert.False(service.HasExited, service.Describe("has ended"));
        Assert.InRange(service.ResidentBytes - memory, long.MinValue, 20 * MegaByte);
        Assert.Equal(held, watcher.Tail(1)[0].Positions);

        var commandsBefore = watcher.CommandCount;
        watcher.ForgetSpeeds();
        using var second = ProgramProcess.StartSimulator(domain, seed: 42);
        var start = WaitForMeasured(watcher);
        Assert.True(RobotWatcher.Distance(start, held) > 0.3, "The new arm stands where the old one stood; this shows nothing.");

        // The task goes on from where the new arm is, which nothing has pulled anywhere before it was seen.
        ServiceLog.WaitUntilRunning(service);
        Wait.Until(watcher.IsMoving, () => service.Describe("does not move the new arm"));
        var commands = watcher.Commands[commandsBefore..];
        Assert.NotNull(commands[0].Measured);
        Assert.True(
            RobotWatcher.Distance(commands[0].Positions, commands[0].Measured!) < 0.02,
            $"The first command is {RobotWatcher.Distance(commands[0].Positions, commands[0].Measured!)} away from the new arm.");
        Assert.True(ServiceLog.Transitions(service)[^1].Epoch > heldEpoch, "goes on within the epoch of the hold");
        Assert.InRange(MotionLimits.AssertKept(watcher.Commands, robot, 0.01), 0, watcher.CommandCount / 100);
        for (var joint = 0; joint < robot.Joints.Count; joint++)
            Assert.True(
                watcher.Fastest[joint] <= 1.2 * robot.Joints[joint].MaxVelocity,
                $"{robot.Joints[joint].Name} was yanked: {watcher.Fastest[joint]:0.00} per second, its limit is {robot.Joints[joint].MaxVelocity}.");
    }

    private static double[] WaitForMeasured(RobotWatcher watcher)
    {
        Wait.Until(() => watcher.Measured is not null, () => "No joint states");
        return watcher.Measured!;
    }
}
