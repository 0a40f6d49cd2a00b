using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.IntegrationTests.CycloneDds;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>What the service costs the garbage collector while the arm works: nothing.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class SteadyStateTests
{
    private const int WarmUpTicks = 300;
    private const int PolicyTicks = 600;
    private const int Inferences = 20;

    [Fact]
    public void Running_TicksInferencesAndMessages_AllocateNothingAndCollectNothing()
    {
        var watch = new AllocationWatch();
        using var live = new LiveRuntime(watch);
        var statistics = live.Runtime.Statistics;
        live.StartMoving(seed: 21);
        live.WaitTicks(WarmUpTicks);

        // A machine that is too busy for the cameras has holds in between; they cost no more than the rest.
        live.Watcher.IsAsleep = true;
        watch.Restart();
        var (ticks, inferences) = (Ticks(), Answers());
        var (gen1, gen2) = (GC.CollectionCount(1), GC.CollectionCount(2));
        Wait.Until(
            () => Ticks() >= ticks + PolicyTicks && Answers() >= inferences + Inferences,
            () => live.Describe("does not run the policy"),
            TimeSpan.FromMinutes(3));
        var (control, inference, receive) = (watch.Read("control"), watch.Read("inference"), watch.Read("dds-receive"));

        Assert.True(control.Looks >= PolicyTicks, $"the control thread was measured {control.Looks} times");
        Assert.True(inference.Looks >= Inferences, $"the inference thread was measured {inference.Looks} times");
        Assert.True(receive.Looks >= PolicyTicks, $"the receive thread was measured {receive.Looks} times");
        Assert.Equal((0, 0, 0), (control.Bytes, inference.Bytes, receive.Bytes));
        Assert.Equal((gen1, gen2), (GC.CollectionCount(1), GC.CollectionCount(2)));

        long Ticks() => statistics.GetTicks(CommandSource.Policy);

        long Answers() => statistics.GetInferences(InferenceOutcome.Ok);
    }
}
