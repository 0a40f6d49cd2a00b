using RobotPolicy.Data.Recording;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Loop;
using RobotPolicy.Server.Operations.Logs;
using Xunit.Abstractions;

namespace RobotPolicy.IntegrationTests.Logs;

/// <summary>Looking back while the policy moves the arm: at what is being recorded, and without disturbing the loop.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class LiveLogTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 4;
    private const int RoundTicks = 300;

    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-livelog-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WhileTheArmMoves_WhatIsBeingRecordedIsThere_AndReadingItSkipsNoFurtherTicks()
    {
        using var live = new LiveRuntime(TimeProvider.System, options => options with
        {
            Recording = new RecordingOptions { Folder = _folder, ReservedBytes = 64L << 20 },
        });
        var logs = live.Parts.Room.Logs;
        live.StartMoving(seed: 31);
        live.WaitTicks(RoundTicks);
        var log = Assert.Single(logs.List(0, "").Items);
        Assert.True(log.Log.IsOpen);

        // Rounds with and without in turn, so that whatever else the machine does falls on both.
        List<long>[] rounds = [[], []];
        var collections = new int[2];
        var (reads, pictures) = (0, 0);
        for (var round = 0; round < 2 * Rounds; round++)
        {
            var before = live.Runtime.Scheduler.SkippedCount;
            var collected = GC.CollectionCount(0);
            using var stop = new CancellationTokenSource();
            var reading = round % 2 == 1 ? Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var timeline = await logs.ReadAsync(log.Log.Name, 1000, _ => { }, default);
                    var picture = await logs.GetPictureAsync(log.Log.Name, new LogPictureOrder("front", 1e6, 75, 0), default);
                    Assert.InRange(picture.Seconds, timeline.Duration.TotalSeconds - 5, timeline.Duration.TotalSeconds + 5);
                    reads++;
                    pictures += picture.Jpeg.Length > 0 ? 1 : 0;
                }
            }) : Task.CompletedTask;
            live.WaitTicks(RoundTicks);
            await stop.CancelAsync();
            await reading;
            rounds[round % 2].Add(live.Runtime.Scheduler.SkippedCount - before);
            collections[round % 2] += GC.CollectionCount(0) - collected;
        }

        long[] skipped = [rounds[0].Sum(), rounds[1].Sum()];
        output.WriteLine($"{Rounds * RoundTicks} ticks each: {skipped[0]} skipped without, {skipped[1]} with {reads} readings; {collections[0]} and {collections[1]} collections");
        Assert.True(reads >= Rounds, $"it was read {reads} times");
        Assert.Equal(reads, pictures);
        Assert.True(
            skipped[1] <= (2 * skipped[0]) + (Rounds * RoundTicks / 50),
            $"{skipped[1]} ticks of {Rounds * RoundTicks} were skipped while recordings were read, and {skipped[0]} while none was; "
                + $"in each round {string.Join(", ", rounds[1])}, and {string.Join(", ", rounds[0])}");

        // What was looked at last is from just now.
        var (first, _, clock, _) = await logs.GetMomentAsync(log.Log.Name, 1e6, default);
        live.WaitTicks(RoundTicks);
        var (moment, _, _, _) = await logs.GetMomentAsync(log.Log.Name, 1e6, default);
        Assert.True(moment.Tick.Record.Index >= first.Tick.Record.Index + (RoundTicks / 2), $"tick {moment.Tick.Record.Index} follows {first.Tick.Record.Index}");
        live.EndTask();
        Assert.True(clock.Seconds(moment.Tick.Record.TimeNs) > 0);
    }
}
