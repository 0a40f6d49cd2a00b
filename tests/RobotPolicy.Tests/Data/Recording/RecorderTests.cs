using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Recording;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Data.Recording;

public sealed class RecorderTests
{
    [Fact]
    public void Record_MessagesFromBothSides_AreInABagThatSaysWhatItHolds()
    {
        using var rig = new RecordingRig();
        var published = rig.Recorder.AddPublished("/robot_policy/state", StringMessage.Type, QosProfile.Latched);
        rig.Recorder.Work.Begin();
        rig.Offer(fill: 1);
        rig.Offer(100_000, fill: 2);
        rig.Recorder.Offer(published, [0, 1, 0, 0, 1, 0, 0, 0, 0]);
        rig.Recorder.Note("service", "", "{}");
        rig.Step();
        rig.Recorder.Work.End();

        Assert.Equal(new Dictionary<string, int> { ["/camera/image_raw"] = 2, ["/robot_policy/state"] = 1, ["/robot_policy/log/event"] = 1 }, rig.Read());
        using var bag = BagReader.Open(rig.Bag);
        Assert.Empty(bag.Warnings);
        Assert.Equal(4UL, bag.Metadata!.MessageCount);
        Assert.Equal("/robot_policy", bag.CustomData[RecordingFacts.Node]);
        Assert.Equal(Image.Type.TypeHash, bag.Topics.Single(topic => topic.Name == "/camera/image_raw").TypeHash);
        Assert.Contains("uint32 height", bag.Topics.Single(topic => topic.Name == "/camera/image_raw").Definition, StringComparison.Ordinal);
        foreach (var file in bag.Files)
        {
            using var stream = File.OpenRead(file);
            Assert.DoesNotContain(McapValidator.Check(stream), problem => problem.IsError);
        }
    }

    [Fact]
    public void Record_Tasks_AreCountedInTheMetadata()
    {
        using var rig = new RecordingRig();
        rig.Recorder.Work.Begin();
        rig.Recorder.Note("task", "t-1", """{"state":"running","policy":"pick"}""");
        rig.Recorder.Note("task", "t-1", """{"state":"ended","policy":"pick"}""");
        rig.Recorder.Note("task", "t-2", """{"state":"running","policy":"place"}""");
        rig.Recorder.Note("task", "t-3", """{"state":"running","policy":"pick"}""");
        rig.Recorder.Note("task", "t-4", "[]");
        rig.Step();
        rig.Recorder.Work.End();

        var glance = LogGlance.Of(rig.Bag, isOpen: false);

        Assert.Equal((4, "pick, place", ""), (glance.Tasks, string.Join(", ", glance.Policies), glance.Problem));
        Assert.True(glance.Bytes > 0);
    }

    [Fact]
    public void Record_Killed_LosesAtMostWhatWaitedForAChunk()
    {
        using var rig = new RecordingRig();
        rig.Recorder.Work.Begin();
        rig.Offer();
        rig.Step(0.6);
        rig.Offer();
        rig.Step(0.1);

        // The process is gone: nothing is completed, and the file stands as it is.
        var file = Directory.GetFiles(rig.Bag, "*.mcap").Single();
        var copy = Path.Combine(rig.Folder, "killed.mcap");
        File.Copy(file, copy);
        using var bag = BagReader.Open(copy);
        Assert.Single(bag.Warnings);
        Assert.True(bag.ReadMessages().Read(out var message));
        Assert.Equal(1000, message.Data.Length);
    }

    [Fact]
    public void Record_KilledInALaterFile_TheFolderReadsWithIt()
    {
        using var rig = new RecordingRig(options => options with { SplitTime = TimeSpan.FromSeconds(10) });
        rig.Recorder.Work.Begin();
        rig.Offer();
        rig.Step(11);
        rig.Offer();
        rig.Step(1);
        Assert.Equal(2, Directory.GetFiles(rig.Bag, "*.mcap").Length);

        // metadata.yaml lists the first file alone.
        Assert.Equal(2, rig.Read()["/camera/image_raw"]);
    }

    [Fact]
    public void Record_LongerThanAFile_GoesOnInTheNextAndReadsAsOne()
    {
        using var rig = new RecordingRig(options => options with { SplitBytes = 1 << 20 });
        rig.Recorder.Work.Begin();
        for (var i = 0; i < 30; i++)
        {
            rig.Offer(100_000);
            rig.Step(0.01);
        }

        rig.Recorder.Work.End();
        Assert.Equal(3, rig.Recorder.Status.FileCount);
        Assert.Equal(30, rig.Read()["/camera/image_raw"]);
    }

    [Fact]
    public void Record_OverTime_BeginsANewFile()
    {
        using var rig = new RecordingRig(options => options with { SplitTime = TimeSpan.FromSeconds(10) });
        rig.Recorder.Work.Begin();
        rig.Offer();
        rig.Step(11);
        rig.Offer();
        rig.Step();
        rig.Recorder.Work.End();
        Assert.Equal(2, rig.Recorder.Status.FileCount);
        Assert.Equal(2, rig.Read()["/camera/image_raw"]);
    }

    [Fact]
    public void Record_CamerasFasterThanTheDisk_TheStepEndsAndEverythingElseHasItsTurn()
    {
        using var rig = new RecordingRig();
        var published = rig.Recorder.AddPublished("/command", JointState.Type, QosProfile.Default);
        rig.Recorder.Work.Begin();
        var left = 1000;
        void Next()
        {
            if (left-- == 0)
                return;
            rig.Recorder.Offer(published, new byte[64]);
            var sample = new FakeSample(1000, rig.Clock.NowNs) { Returned = Next };
            rig.Recorder.Offer(rig.Topic, sample);
            sample.Release();
        }

        Next();
        rig.Step(1);
        Assert.InRange(left, 990, 998);
        Assert.InRange(rig.Recorder.Status.MessageCount, 2, 10);
        left = 0;
        rig.Recorder.Work.End();
        Assert.Equal(0, rig.Recorder.Status.DroppedCount);
    }

    [Fact]
    public void Record_DiskNearlyFull_StopsBeforeItIsFullSaysSoAndGoesOnWhenThereIsRoom()
    {
        using var rig = new RecordingRig();
        rig.Recorder.Work.Begin();
        rig.Offer();
        rig.Step(1);
        Assert.Equal(RecordingState.Recording, rig.Recorder.Status.State);

        rig.FreeBytes = 999;
        rig.Step(1);
        Assert.Equal(RecordingState.Stopped, rig.Recorder.Status.State);
        Assert.Contains("to stay free", rig.Recorder.Status.Reason, StringComparison.Ordinal);
        rig.Offer();
        rig.Step(1);
        Assert.Equal(1, rig.Recorder.Status.DroppedCount);

        rig.FreeBytes = 1L << 40;
        rig.Step(1);
        rig.Offer();
        rig.Step(4);
        Assert.Equal(RecordingState.Recording, rig.Recorder.Status.State);
        rig.Recorder.Work.End();
        Assert.Equal(2, rig.Read()["/camera/image_raw"]);
        Assert.Equal(2, rig.Recorder.Status.FileCount);
    }

    [Fact]
    public void Record_DiskFailsAndComesBack_TheFileThatWasGivenUpReadsWithTheNext()
    {
        using var rig = new RecordingRig();
        rig.Recorder.Work.Begin();
        rig.Offer();
        rig.Step();
        rig.DiskFails = true;
        rig.Step(1.5);
        Assert.Equal((RecordingState.Stopped, "the disk is gone"), (rig.Recorder.Status.State, rig.Recorder.Status.Reason));

        rig.DiskFails = false;
        rig.Step(1.5);
        rig.Offer();
        rig.Step();
        rig.Recorder.Work.End();

        Assert.Equal((2, 2), (rig.Read()["/camera/image_raw"], Directory.GetFiles(rig.Bag, "*.mcap").Length));
    }

    [Fact]
    public void Record_DiskFullAtTheStart_BeginsLater()
    {
        using var rig = new RecordingRig();
        rig.FreeBytes = 10;
        rig.Recorder.Work.Begin();
        Assert.Equal(RecordingState.Stopped, rig.Recorder.Status.State);
        rig.FreeBytes = 1L << 40;
        rig.Step(1);
        Assert.Equal(RecordingState.Recording, rig.Recorder.Status.State);
    }

    [Fact]
    public void Record_QueueOverflows_DropsAreCountedByTopicAndToldInTheFileWhileItRuns()
    {
        using var rig = new RecordingRig(options => options with { QueueBytes = 2500 });
        rig.Recorder.Work.Begin();
        for (var i = 0; i < 5; i++)
            rig.Offer();
        rig.Step(1);
        Assert.Equal(RecordingState.Dropping, rig.Recorder.Status.State);
        Assert.Equal("3 of /camera/image_raw", rig.Recorder.Status.Reason);
        Assert.Equal((5, 3), (rig.Topic.SeenCount, rig.Topic.DroppedCount));
        rig.Step(4);
        Assert.Equal(RecordingState.Recording, rig.Recorder.Status.State);
        rig.Recorder.Work.End();
        Assert.Equal(1, rig.Read()["/robot_policy/log/event"]);
    }

    [Fact]
    public void Retention_OldBagsGo_TheOldestFirstAndNothingElse()
    {
        var old = new List<string>();
        using var rig = new RecordingRig(options =>
        {
            for (var day = 1; day <= 3; day++)
            {
                var bag = Path.Combine(options.Folder, $"2025-01-0{day}T00-00-00Z");
                Directory.CreateDirectory(bag);
                File.WriteAllText(Path.Combine(bag, BagMetadata.FileName), "");
                File.WriteAllBytes(Path.Combine(bag, "x_0.mcap"), new byte[1 << 20]);
                old.Add(bag);
            }

            Directory.CreateDirectory(Path.Combine(options.Folder, "notes"));
            File.WriteAllBytes(Path.Combine(options.Folder, "notes", "large.bin"), new byte[4 << 20]);
            return options with { SplitBytes = 1 << 20, KeepBytes = 3 << 20 };
        });
        rig.Recorder.Work.Begin();
        for (var i = 0; i < 12; i++)
        {
            rig.Offer(100_000);
            rig.Step(0.01);
        }

        Assert.Equal([false, false, true], old.Select(Directory.Exists));
        Assert.True(File.Exists(Path.Combine(rig.Folder, "notes", "large.bin")));
    }

    [Fact]
    public void Retention_OneLongRun_LosesItsOldestFiles()
    {
        using var rig = new RecordingRig(options => options with { SplitBytes = 1 << 20, KeepBytes = 3 << 20 });
        rig.Recorder.Work.Begin();
        for (var i = 0; i < 60; i++)
        {
            rig.Offer(100_000);
            rig.Step(0.01);
        }

        rig.Recorder.Work.End();
        Assert.Equal(6, rig.Recorder.Status.FileCount);
        Assert.InRange(Directory.GetFiles(rig.Bag, "*.mcap").Length, 1, 3);
        Assert.InRange(rig.Read()["/camera/image_raw"], 1, 40);
    }

    [Fact]
    public void Record_Steady_KeepsItsAllocationBudget()
    {
        using var rig = new RecordingRig();
        var published = rig.Recorder.AddPublished("/command", Float64MultiArray.Type, QosProfile.Command);
        rig.Recorder.Work.Begin();
        var samples = Enumerable.Range(0, 200).Select(_ => new FakeSample(64_000, rig.Clock.NowNs)).ToArray();
        var cdr = new byte[64];
        cdr[1] = 1;
        (long Offering, long Writing) Pass(FakeSample sample)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            rig.Recorder.Offer(rig.Topic, sample);
            rig.Recorder.Offer(published, cdr);
            var offered = GC.GetAllocatedBytesForCurrentThread();
            rig.Recorder.Work.Step();
            return (offered - before, GC.GetAllocatedBytesForCurrentThread() - offered);
        }

        foreach (var sample in samples.Take(100))
            Pass(sample);
        var (offering, writing) = (0L, 0L);
        foreach (var sample in samples.Skip(100))
        {
            var pass = Pass(sample);
            (offering, writing) = (offering + pass.Offering, writing + pass.Writing);
        }

        AllocationBudget.Check(AllocationBudget.SampleHandedOver, offering, 200);
        AllocationBudget.Check(AllocationBudget.SampleWritten, writing, 100);
    }
}
