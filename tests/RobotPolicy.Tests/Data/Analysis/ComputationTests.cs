using RobotPolicy.Data.Analysis.Measures;

namespace RobotPolicy.Tests.Data.Analysis;

/// <summary>Computations with known answers, and what they make of hostile numbers.</summary>
public sealed class ComputationTests
{
    [Fact]
    public void Diversity_NoiseOfKnownSize_IsFoundAgain()
    {
        var random = new Random(7);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var transitions = new List<Transition>();
        for (var i = 0; i < 2000; i++)
        {
            var (state, action) = (random.NextDouble(), 0.5);
            transitions.Add(new Transition(i % 10, false, [state], [action], [state + 0.1 + (0.02 * Normal())]));
        }

        var diversity = TransitionDiversity.Of(transitions, [2.0]);

        Assert.True(diversity.AcrossEpisodes);
        Assert.InRange(diversity.NextSigma[0], 0.018, 0.022);
        Assert.InRange(diversity.Sigma, 0.009, 0.011);
    }

    [Fact]
    public void Diversity_WithoutNoise_IsNothing()
    {
        var transitions = Enumerable.Range(0, 50).Select(i => new Transition(i % 2, false, [i], [i + 1.0], [i + 2.0])).ToList();

        var diversity = TransitionDiversity.Of(transitions, [1.0]);

        Assert.Equal(0, diversity.NextSigma[0], 12);
        Assert.Equal(0, diversity.ActionSigma[0], 12);
    }

    [Fact]
    public void Diversity_NothingOrOtherRobots_HasNoNumber()
    {
        var diversity = TransitionDiversity.Of([new Transition(0, false, [1, 2], [1, 2], [1, 2])], [1.0]);

        Assert.Equal(0, diversity.Count);
        Assert.True(double.IsNaN(diversity.NextSigma[0]));
    }

    [Fact]
    public void Coverage_TwoCellsEqually_AreTwoEffectiveCells()
    {
        var coverage = new StateCoverage([0, 0], [1, 1]);
        for (var i = 0; i < 10; i++)
        {
            coverage.Add([0.05, 0.05]);
            coverage.Add([0.95, 0.05]);
        }

        coverage.Add([double.NaN, 0]);
        coverage.Add([1]);
        var other = new StateCoverage([0, 0], [1, 1]);
        other.Add([0.01, 0.01]);

        Assert.Equal((20, 2), (coverage.Count, coverage.Cells));
        Assert.Equal(2, coverage.EffectiveCells, 9);
        Assert.Equal((0.05, 0.95), coverage.RangeOf(0));
        Assert.Equal(0.5, coverage.ShareOutside(other), 9);
        Assert.True(double.IsNaN(new StateCoverage([0], [1]).EffectiveCells));
    }

    [Fact]
    public void Divergence_KnownDifference_IsItsRootMeanSquareAndPlace()
    {
        var divergence = new ActionDivergence([2.0, 1.0]);
        for (var i = 0; i < 10; i++)
            divergence.Add([0.4, 0], [0, 0], seconds: 9);
        Assert.True(double.IsNaN(divergence.Add([double.NaN, 0], [0, 0], 1)));
        Assert.True(double.IsNaN(divergence.Add([0], [0, 0], 1)));
        divergence.EndEpisode(10);

        Assert.Equal(10, divergence.Count);
        Assert.Equal(0.4, divergence.RmsOf(0), 9);
        Assert.Equal(0, divergence.RmsOf(1), 9);
        Assert.Equal(0.2 / Math.Sqrt(2), divergence.RmsOfPart(9), 9);
        Assert.True(double.IsNaN(divergence.RmsOfPart(0)));
    }

    [Theory]
    [InlineData(0.5, 0.1, 0.5, false)]
    [InlineData(3, 0.1, 0, true)]
    [InlineData(3, 0.9, 1, false)]
    [InlineData(double.NaN, 0.1, double.NaN, false)]
    [InlineData(1, double.NaN, double.NaN, false)]
    public void Compatibility_ErrorAndNovelty_AsElicitHasIt(double error, double novelty, double expected, bool contradicts)
    {
        var compatibility = new Compatibility { Lambda = 1, Eta = 0.5 };
        var step = new InterventionStep(0, 0, error, novelty);

        Assert.Equal(expected, compatibility.Of(step));
        Assert.Equal(contradicts, compatibility.Contradicts(step));
    }

    [Fact]
    public void Compatibility_WithoutThresholds_JudgesNothing()
    {
        var compatibility = new Compatibility { Lambda = double.NaN, Eta = 1 };
        Assert.True(double.IsNaN(compatibility.Of(new InterventionStep(0, 0, 5, 0))));
        Assert.Equal(95, Compatibility.Quantile(Enumerable.Range(1, 100).Select(i => (double)i), 0.95));
    }

    [Fact]
    public void Motion_StandsStillAndComesBack_AreToldWithTheirTimes()
    {
        var found = new List<(SegmentKind Kind, double From, double To)>();
        var watch = new MotionWatch([1.0], (kind, from, to) => found.Add((kind, from, to)));
        for (var i = 0; i < 1200; i++)
        {
            var at = i * 0.01;
            var moves = at >= 2;
            watch.Add(at, moves ? 0.5 : 0.001, [moves ? 0.2 * Math.Sin(at * 6) : 0], float.NaN, hasSucceeded: false);
        }

        watch.Break();

        Assert.Contains(found, each => each.Kind == SegmentKind.Idle && each.From == 0 && Math.Abs(each.To - 2) < 0.02);
        Assert.Contains(found, each => each.Kind == SegmentKind.NoProgress && each.From < 4 && each.To > 11);
        Assert.DoesNotContain(found, each => each.Kind == SegmentKind.AfterSuccess);
    }

    [Fact]
    public void Motion_OnItsWay_IsNotTold()
    {
        var found = new List<SegmentKind>();
        var watch = new MotionWatch([1.0], (kind, _, _) => found.Add(kind));
        for (var i = 0; i < 1000; i++)
            watch.Add(i * 0.01, 0.5, [i * 0.001], float.NaN, hasSucceeded: false);
        watch.Add(double.NaN, double.NaN, [0], 0, true);
        watch.Break();
        watch.Break();
        Assert.Empty(found);
    }

    [Fact]
    public void Motion_ThereAndBackOnce_IsNotTold()
    {
        var found = new List<SegmentKind>();
        var watch = new MotionWatch([1.0], (kind, _, _) => found.Add(kind));
        for (var i = 0; i < 1000; i++)
            watch.Add(i * 0.01, 0.5, [0.2 * Math.Sin(i * 0.01 * Math.PI / 4)], float.NaN, hasSucceeded: false);
        watch.Break();
        Assert.Empty(found);
    }

    [Fact]
    public void Motion_AfterSuccess_IsTold()
    {
        var found = new List<(SegmentKind Kind, double From, double To)>();
        var watch = new MotionWatch([1.0], (kind, from, to) => found.Add((kind, from, to)));
        for (var i = 0; i < 300; i++)
            watch.Add(i * 0.01, 0.5, [i * 0.001], float.NaN, hasSucceeded: i >= 100);
        watch.Break();

        var (kind, from, to) = Assert.Single(found);
        Assert.Equal((SegmentKind.AfterSuccess, 1.0, 2.99), (kind, from, Math.Round(to, 6)));
    }

    [Fact]
    public void Similar_NearestByCosine_WithoutItselfAndItsNeighbours()
    {
        var search = new SimilarSearch("a", 10, [1, 0], count: 2);
        search.Offer("a", "t", 10.5, 1, [1, 0]);
        search.Offer("a", "t", 20, 2, [1, 1]);
        search.Offer("a", "t", 20.5, 3, [10, 1]);
        search.Offer("b", "u", 1, 0.5, [0, 1]);
        search.Offer("b", "u", 5, 0.5, [-1, 0]);
        search.Offer("b", "u", 6, 0.5, [float.NaN, 0]);
        search.Offer("b", "u", 7, 0.5, [1, 0, 0]);
        search.Offer("b", "u", 8, 0.5, [0, 0]);

        Assert.Equal([("a", 20.5), ("b", 1.0)], search.Found.Select(each => (each.Log, each.Seconds)));
        Assert.Equal(10 / Math.Sqrt(101), search.Found[0].Cosine, 6);
    }

    [Fact]
    public void Reservoir_MoreThanFits_KeepsAFairShareAndIsRepeatable()
    {
        Reservoir<int> Fill()
        {
            var sample = new Reservoir<int>(100, seed: 3);
            for (var i = 0; i < 10_000; i++)
                sample.Add(i);
            return sample;
        }

        var once = Fill();
        Assert.Equal(100, once.Items.Count);
        Assert.InRange(once.Items.Average(), 4000, 6000);
        Assert.Equal(once.Items, Fill().Items);
    }
}
