using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Scores;
using RobotPolicy.Control.Failure.Thresholds;
using RobotPolicy.Control.Model;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Failure;

public sealed class FailureMonitorTests
{
    private readonly HandClock _clock = new();
    private readonly ActionChunk _chunk = new(4, 1) { IntervalNs = 100, Id = 7, Epoch = 3 };

    [Theory]
    [InlineData(AlarmRule.And, 2.0, 0.5, FailureState.Quiet, 0.5)]
    [InlineData(AlarmRule.And, 2.0, 1.5, FailureState.Alarm, 1.5)]
    [InlineData(AlarmRule.Or, 2.0, 0.5, FailureState.Alarm, 2.0)]
    [InlineData(AlarmRule.Or, 0.2, 0.5, FailureState.Quiet, 0.5)]
    public void Assess_Rule_TakesTheLeastOrTheGreatestRatio(AlarmRule rule, double first, double second, FailureState state, double ratio)
    {
        var monitor = Monitor(new() { Rule = rule }, Score("a", 1, first), Score("b", 1, second));

        var report = Assess(monitor);

        Assert.Equal((state, DegradedReason.None), (report.State, report.Reason));
        Assert.Equal(ratio, report.Ratio, 1e-5);
        Assert.Equal((7, 3, 0, 2), (report.ChunkId, report.Epoch, report.Call, report.ScoreCount));
        Assert.Equal(first, report.Readings[0].Score);
        Assert.Equal(second, report.Readings[1].Score);
    }

    [Fact]
    public void Assess_RatioOfExactlyOne_IsQuiet()
    {
        const double score = 0.3;
        var monitor = Monitor(new(), new MonitoredScore(new WrittenScore("a", score), 1, new ConstantThreshold(score + ScoreWindow.Offset), null));

        var report = Assess(monitor);

        Assert.Equal(1, report.Ratio);
        Assert.Equal(FailureState.Quiet, report.State);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Assess_ScoreThatIsNotFinite_IsAnAlarmUntilItHasLeftTheWindow(double score)
    {
        var monitor = Monitor(new(), Score("a", 2, 0.1, score, 0.1, 0.1), Score("b", 1, 0.1));

        FailureState[] states = [.. Enumerable.Range(0, 4).Select(_ => Assess(monitor).State)];

        Assert.Equal([FailureState.Quiet, FailureState.Alarm, FailureState.Alarm, FailureState.Quiet], states);
    }

    [Fact]
    public void Assess_ScoreThatIsNotFinite_SaysSo() =>
        Assert.Equal(DegradedReason.ScoreNotFinite, Assess(Monitor(new(), Score("a", 1, double.NaN))).Reason);

    [Fact]
    public void Assess_InputMissing_IsDegradedAndNeverQuiet()
    {
        var missing = Score("a", 1, double.NaN);
        ((WrittenScore)missing.Score).HasItsInput = false;

        var and = Assess(Monitor(new(), missing, Score("b", 1, 5)));
        var orLow = Assess(Monitor(new() { Rule = AlarmRule.Or }, missing, Score("b", 1, 0.5)));
        var orHigh = Assess(Monitor(new() { Rule = AlarmRule.Or }, missing, Score("b", 1, 5)));

        Assert.Equal((FailureState.Degraded, DegradedReason.InputMissing), (and.State, and.Reason));
        Assert.True(double.IsNaN(and.Ratio));
        Assert.Equal((FailureState.Degraded, DegradedReason.InputMissing), (orLow.State, orLow.Reason));
        Assert.Equal((FailureState.Alarm, DegradedReason.InputMissing), (orHigh.State, orHigh.Reason));
    }

    [Fact]
    public void Assess_PolicyThatLetsNobodyLook_MissesItsInput()
    {
        var shape = new SampleShape(4, 2, 0, 1);
        var monitor = Monitor(new(), new MonitoredScore(new SpreadScore(shape, [0]), 1, new ConstantThreshold(1), null));

        var report = monitor.Assess(PolicyInsight.None, _chunk);

        Assert.Equal((FailureState.Degraded, DegradedReason.InputMissing), (report.State, report.Reason));
    }

    [Fact]
    public void Assess_ScoreThrows_IsDegraded()
    {
        var score = Score("a", 1, 0.1);
        ((WrittenScore)score.Score).WhileScoring = () => throw new InvalidOperationException();

        var report = Assess(Monitor(new(), score));

        Assert.Equal((FailureState.Degraded, DegradedReason.ScoreThrew), (report.State, report.Reason));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(double.PositiveInfinity)]
    public void Assess_NoThreshold_IsDegradedAndStillReportsScores(double? threshold)
    {
        var constant = threshold is { } value ? new ConstantThreshold(value) : null;

        var report = Assess(Monitor(new(), new MonitoredScore(new WrittenScore("a", 9), 1, constant, null)));

        Assert.Equal((FailureState.Degraded, DegradedReason.Uncalibrated), (report.State, report.Reason));
        Assert.Equal(9, report.Readings[0].Score);
        Assert.Equal(double.PositiveInfinity, report.Readings[0].Threshold);
    }

    [Fact]
    public void Assess_StaleCalibration_IsDegradedWhateverTheRatio()
    {
        var report = Assess(Monitor(new() { IsStale = true }, Score("a", 1, 9)));

        Assert.Equal((FailureState.Degraded, DegradedReason.CalibrationStale), (report.State, report.Reason));
        Assert.Equal(9, report.Ratio, 1e-5);
    }

    [Theory]
    [InlineData(0.5, FailureState.Degraded)]
    [InlineData(5, FailureState.Alarm)]
    public void Assess_LongerThanTheBudget_SaysSoAndKeepsAnAlarm(double value, FailureState state)
    {
        var score = Score("a", 1, value);
        ((WrittenScore)score.Score).WhileScoring = () => _clock.NowNs += 1_000_001;

        var report = Assess(Monitor(new() { Budget = TimeSpan.FromMilliseconds(1) }, score));

        Assert.Equal((state, DegradedReason.ScoredLate), (report.State, report.Reason));
        Assert.Equal(1_000_001, report.ScoringNs);
    }

    [Fact]
    public void Assess_ThresholdsThatVary_HoldInTheFirstEpochOnly()
    {
        var score = new MonitoredScore(new WrittenScore("a", 1), 1, new ConstantThreshold(10), new TimeVaryingThreshold([4, 0.5]));
        var monitor = Monitor(new() { CallInterval = TimeSpan.FromSeconds(0.5), CalibratedCalls = 2 }, score);

        var (first, second, third) = (Assess(monitor), Assess(monitor), Assess(monitor));
        monitor.Begin(isTaskStart: false);
        var after = Assess(monitor);

        Assert.Equal((4, 0.5, 0.5), (first.Readings[0].Threshold, second.Readings[0].Threshold, third.Readings[0].Threshold));
        Assert.Equal((FailureState.Quiet, FailureState.Alarm), (first.State, second.State));
        Assert.Equal((false, false, true), (first.IsOvertime, second.IsOvertime, third.IsOvertime));
        Assert.Equal((0.5, 0, 0), (first.LeadSeconds, second.LeadSeconds, third.LeadSeconds));
        Assert.True(first.IsTimeVarying);
        Assert.False(after.IsTimeVarying);
        Assert.Equal((10, 0), (after.Readings[0].Threshold, after.Call));
    }

    [Fact]
    public void Begin_ForgetsWindowsAndResetsScores()
    {
        var score = Score("a", 3, 1);
        var monitor = Monitor(new(), score);
        Assess(monitor);
        Assess(monitor);
        var resets = ((WrittenScore)score.Score).Resets;

        monitor.Begin(isTaskStart: true);

        Assert.Equal(1 + ScoreWindow.Offset, Assess(monitor).Readings[0].Windowed);
        Assert.Equal(resets + 1, ((WrittenScore)score.Score).Resets);
    }

    [Fact]
    public void Assess_ElapsedSteps_AreRoundedIntervalsBetweenObservations()
    {
        var score = Score("a", 1, 1);
        var monitor = Monitor(new(), score);
        foreach (var start in (long[])[1000, 1249, 1251, 1240])
        {
            _chunk.StartNs = start;
            Assess(monitor);
        }

        Assert.Equal([0, 2, 0, 0], ((WrittenScore)score.Score).ElapsedSteps);
    }

    [Fact]
    public void Construction_TooManyScoresOrTheSameName_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Monitor(new()));
        Assert.Throws<ArgumentException>(() => Monitor(new(), [.. Enumerable.Range(0, 5).Select(i => Score($"{i}", 1, 1))]));
        Assert.Contains("a, a", Assert.Throws<ArgumentException>(() => Monitor(new(), Score("a", 1, 1), Score("a", 1, 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Assess_AllocatesNothing()
    {
        var shape = new SampleShape(16, 8, 1, 3);
        var monitor = Monitor(
            new(),
            new MonitoredScore(new ActionEntropyScore(shape, [0, 1, 2], [0.1, 0.1, 0.1]), 5, new ConstantThreshold(100), new TimeVaryingThreshold([1, 2])),
            new MonitoredScore(new StacScore(shape, [0, 1]), 3, new ConstantThreshold(100), null),
            new MonitoredScore(new SpreadScore(shape, [2]), 0, new ConstantThreshold(100), null),
            new MonitoredScore(new ChunkConsistencyScore(7, 3, [0], [1]), 1, new ConstantThreshold(100), null));
        var insight = FailureInputs.Random(shape, 1);
        insight.Executed = new float[7 * 3];
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        AllocationBudget.Check(AllocationBudget.Scoring, GC.GetAllocatedBytesForCurrentThread() - before, 1);

        void Run()
        {
            monitor.Begin(isTaskStart: true);
            for (var i = 0; i < 50; i++)
            {
                _chunk.StartNs += 100;
                monitor.Assess(insight, _chunk);
            }
        }
    }

    private static MonitoredScore Score(string name, int window, params double[] scores) =>
        new(new WrittenScore(name, scores), window, new ConstantThreshold(1), null);

    private FailureMonitor Monitor(FailureMonitorOptions options, params MonitoredScore[] scores) => new(scores, options, _clock);

    private FailureReport Assess(FailureMonitor monitor) => monitor.Assess(PolicyInsight.None, _chunk);
}
