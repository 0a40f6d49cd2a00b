using System.Text.Json;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Scores;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Failure.Scores;

/// <summary>Scores of samples against <c>tests/golden/make_failure.py</c>.</summary>
public sealed class GoldenScoreTests
{
    private static readonly string Goldens = GoldenFolder.Find("failure");

    public static TheoryData<string> Cases => [.. GoldenFolder.Cases(Goldens)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Score_GoldenCase_MatchesTheReference(string name)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Goldens, name + ".json")));
        var json = golden.RootElement;
        int Number(string key) => json.GetProperty(key).GetInt32();
        double[] Numbers(string key) => [.. json.GetProperty(key).EnumerateArray().Select(value => value.GetDouble())];
        var shape = new SampleShape(Number("count"), Number("steps"), Number("past"), Number("size"));
        int[] dimensions = [.. Numbers("dimensions").Select(value => (int)value)];
        var before = FailureInputs.Samples(shape, [.. Numbers("before").Select(value => (float)value)]);
        var now = FailureInputs.Samples(shape, [.. Numbers("now").Select(value => (float)value)]);

        foreach (var score in (IFailureScore[])[
            new ActionEntropyScore(shape, dimensions, Numbers("cell_sizes")), new StacScore(shape, dimensions), new SpreadScore(shape, dimensions)])
        {
            FailureInputs.Judge(score, before);
            Assert.Equal(json.GetProperty(score.Name).GetDouble(), FailureInputs.Judge(score, now, 1, Number("elapsed")), 1e-5);
        }
    }
}
