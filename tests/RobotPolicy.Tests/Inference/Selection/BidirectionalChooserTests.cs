using System.Text.Json;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Selection;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.Selection;

/// <summary>Bidirectional decoding against <c>tests/golden/make_selection.py</c>.</summary>
public sealed class BidirectionalChooserTests
{
    private static readonly string Goldens = GoldenFolder.Find("selection");

    public static TheoryData<string> Cases => [.. GoldenFolder.Cases(Goldens)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Score_GoldenCase_MatchesTheReference(string name)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Goldens, name + ".json")));
        var json = golden.RootElement;
        var (count, steps, size) = (json.GetProperty("count").GetInt32(), json.GetProperty("steps").GetInt32(), json.GetProperty("size").GetInt32());
        var known = json.GetProperty("prior").GetArrayLength();
        var prior = new NormalizedPrior(Math.Max(1, known), size, 0) { Count = known };
        Numbers(json.GetProperty("prior")).CopyTo(prior.ActionBuffer, 0);
        var weak = json.GetProperty("weak");
        var chooser = new BidirectionalChooser(
            prior,
            json.GetProperty("beta").GetDouble(),
            weak.ValueKind == JsonValueKind.Null ? null : new Fixed(Numbers(weak)),
            count,
            steps,
            size);
        var batch = new CandidateBatch(count, 0, steps, size, 0);
        Numbers(json.GetProperty("strong")).CopyTo(batch.Sampled);

        Assert.Equal(GraphStatus.Ok, chooser.Score(batch, 1));

        Assert.True(batch.TryPick());
        Assert.Equal(json.GetProperty("picked").GetInt32(), batch.Picked);
        var row = 0;
        foreach (var cost in json.GetProperty("costs").EnumerateArray())
        {
            if (cost.ValueKind == JsonValueKind.Null)
                Assert.Equal(float.NegativeInfinity, batch.Scores[row]);
            else
                Assert.Equal(-cost.GetDouble(), batch.Scores[row], 1e-5);
            row++;
        }
    }

    [Fact]
    public void Score_WeakModelWithoutNumbers_SaysNothing()
    {
        var prior = new NormalizedPrior(4, 1, 0);
        var chooser = new BidirectionalChooser(prior, 0.9, new Fixed([.. Enumerable.Repeat(float.NaN, 12)]), 3, 4, 1);
        var batch = new CandidateBatch(3, 0, 4, 1, 0);

        Assert.Equal(GraphStatus.Ok, chooser.Score(batch, 1));

        Assert.False(batch.TryPick());
    }

    [Fact]
    public void Score_SteadyState_AllocatesNothing()
    {
        var prior = new NormalizedPrior(8, 2, 0) { Count = 5 };
        var chooser = new BidirectionalChooser(prior, 0.9, new Fixed(new float[15 * 16]), 15, 8, 2);
        var batch = new CandidateBatch(15, 0, 8, 2, 0);
        for (var i = 0; i < batch.Sampled.Length; i++)
            batch.Sampled[i] = i % 7;
        chooser.Score(batch, 1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            chooser.Score(batch, i);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static float[] Numbers(JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().SelectMany(Numbers)]
        : [json.GetSingle()];

    private sealed class Fixed(float[] chunks) : ICandidateSource
    {
        public GraphStatus Draw(long inference, Span<float> actions)
        {
            chunks.CopyTo(actions);
            return GraphStatus.Ok;
        }
    }
}
