using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Telemetry;

namespace RobotPolicy.Tests.Operations;

public sealed class ChunkDeskTests
{
    private static readonly PolicyInsight Insight = new(default, default, 0, 3, 0, 2);

    private readonly ChunkDesk _desk = new();

    [Fact]
    public void BeforeTheFirstChunk_ThereIsNone()
    {
        Assert.Null(_desk.Read());
        Assert.Equal(0, _desk.Count);
    }

    [Fact]
    public void TheNewestUsableChunk_IsShown_AndStaysAsItWas()
    {
        var result = Result(horizon: 2, id: 1, first: 0.5);
        _desk.OnServed(result, Insight);
        var shown = _desk.Read()!;

        // The same memory is filled again by the next inference.
        result.Chunk.Actions.AsSpan().Fill(9);

        Assert.Equal([0.5f, 1.5f, 2.5f, 3.5f], shown.Actions);
        Assert.Equal((1, 3, 70, 20, 2, 30, 10), (shown.Id, shown.Epoch, shown.StartNs, shown.IntervalNs, shown.Horizon, shown.InferenceNs, shown.ModelNs));
        Assert.Same(shown, _desk.Read());
    }

    [Fact]
    public void AShorterChunk_AfterALongerOne_HasItsOwnLength()
    {
        _desk.OnServed(Result(horizon: 3, id: 1, first: 0), Insight);
        _desk.OnServed(Result(horizon: 1, id: 2, first: 7), Insight);

        Assert.Equal([7f, 8f], _desk.Read()!.Actions);
        Assert.Equal(2, _desk.Count);
    }

    [Fact]
    public void WhatCameToNoChunk_IsNotShown()
    {
        var result = Result(horizon: 1, id: 1, first: 0);
        result.Outcome = InferenceOutcome.Failed;

        _desk.OnServed(result, Insight);

        Assert.Null(_desk.Read());
    }

    [Fact]
    public async Task Waiting_EndsWithTheNextChunk_ForEverybody()
    {
        var (one, other) = (_desk.WaitAsync(0, CancellationToken.None), _desk.WaitAsync(0, CancellationToken.None));
        Assert.False(one.IsCompleted || other.IsCompleted);

        _desk.OnServed(Result(horizon: 1, id: 1, first: 0), Insight);

        await Task.WhenAll(one, other).WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        Assert.False(_desk.WaitAsync(1, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public void Waiting_AfterAChunkThatWasNotSeen_IsOverAtOnce()
    {
        _desk.OnServed(Result(horizon: 1, id: 1, first: 0), Insight);
        Assert.True(_desk.WaitAsync(0, CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Waiting_ThatIsCancelled_Ends()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = _desk.WaitAsync(0, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static InferenceResult Result(int horizon, long id, double first)
    {
        var result = new InferenceResult(horizon, 2) { Outcome = InferenceOutcome.Ok, StartNs = 100, EndNs = 130, ModelNs = 10 };
        (result.Chunk.Id, result.Chunk.Epoch, result.Chunk.StartNs, result.Chunk.IntervalNs) = (id, 3, 70, 20);
        for (var i = 0; i < result.Chunk.Actions.Length; i++)
            result.Chunk.Actions[i] = first + i;
        return result;
    }
}
