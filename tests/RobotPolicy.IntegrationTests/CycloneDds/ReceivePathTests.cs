using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Server.Hosting;

namespace RobotPolicy.IntegrationTests.CycloneDds;

/// <summary>The receive path's threads under the kernel's scheduler, as <c>/proc</c> tells it.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class ReceivePathTests() : WireTestBase(TestDomain.Claim())
{
    private const int Priority = 30;

    [Fact]
    public void ThreadNames_AreThoseOfTheLibraryThatIsInstalled()
    {
        CreateTransport();
        Loop.Wait.Until(
            () => ReceivePath.ThreadNames.All(name => ThreadScheduling.ReadAll().Any(thread => thread.Name == name)),
            () => "Threads: " + string.Join(", ", ThreadScheduling.ReadAll().Select(thread => thread.Name)));
    }

    [Fact]
    public void Apply_WherePermitted_IsInForceOnEveryThreadOfThePathAndOnNoOther()
    {
        CreateTransport();
        Loop.Wait.Until(
            () => ReceivePath.ThreadNames.All(name => ThreadScheduling.ReadAll().Any(thread => thread.Name == name)), () => "The threads did not start.");

        var report = ReceiveThreads.Apply(Priority);
        var threads = ThreadScheduling.ReadAll();
        if (report is [{ Applied: true }])
        {
            Assert.All(
                threads.Where(thread => ReceivePath.ThreadNames.Contains(thread.Name)),
                thread => Assert.Equal((thread.Name, true, Priority), (thread.Name, thread.IsFifo, thread.Priority)));
            Assert.DoesNotContain(threads, thread => !ReceivePath.ThreadNames.Contains(thread.Name) && thread.Priority == Priority);
        }
        else
        {
            // This machine refuses: the report says why, and nothing else has changed.
            Assert.All(report, setting => Assert.Contains($"ulimit -r {Priority}", setting.Reason));
            Assert.DoesNotContain(threads, thread => thread.Priority == Priority);
        }
    }

    [Fact]
    public void Apply_OnAThread_IsNotInheritedByThreadsItStarts()
    {
        RealTimeSetting setting = default;
        ThreadScheduling child = default;
        var parent = new Thread(() =>
        {
            setting = RealTimeThread.Apply(new RealTimeOptions { Priority = Priority, LockMemory = false }).Single();
            var started = new Thread(() => child = ThreadScheduling.ReadAll().Single(thread => thread.Name == "rt-child")) { Name = "rt-child" };
            started.Start();
            started.Join();
        });
        parent.Start();
        parent.Join();

        Assert.True(setting.Applied || setting.Reason!.Contains("ulimit -r", StringComparison.Ordinal));
        Assert.Equal(("rt-child", false, 0), (child.Name, child.IsFifo, child.Priority));
    }
}
