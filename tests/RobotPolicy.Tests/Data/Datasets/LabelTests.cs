using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Datasets.Labels;

namespace RobotPolicy.Tests.Data.Datasets;

public sealed class LabelTests
{
    private const FrameSource D = FrameSource.Demo;
    private const FrameSource R = FrameSource.Robot;
    private const FrameSource H = FrameSource.Human;

    [Fact]
    public void Mark_TakesTheStepsBeforeATakeover()
    {
        var marks = new bool[7];

        PreIntervention.Mark([R, R, R, R, H, H, R], 2, marks);

        Assert.Equal([false, false, true, true, false, false, false], marks);
    }

    [Fact]
    public void Mark_StopsAtTheInterventionBefore_AndAtTheBeginning()
    {
        var marks = new bool[7];

        PreIntervention.Mark([R, H, R, R, H, R, H], 15, marks);

        Assert.Equal([true, false, true, true, false, true, false], marks);
    }

    [Fact]
    public void Mark_InterventionFromTheFirstFrameOn_HasNothingBeforeIt()
    {
        var marks = new bool[3];

        PreIntervention.Mark([H, H, R], 15, marks);

        Assert.DoesNotContain(true, marks);
    }

    [Fact]
    public void Mark_ZeroSteps_MarksNothing_AndNegativeOnesAreRefused()
    {
        var marks = new bool[3];

        PreIntervention.Mark([R, R, H], 0, marks);

        Assert.DoesNotContain(true, marks);
        Assert.Throws<ArgumentOutOfRangeException>(() => PreIntervention.Mark([R], -1, new bool[1]));
    }

    [Fact]
    public void Label_OverwritesRobotAndDemo_WithPreIntervention()
    {
        var classes = new SiriusClass[6];

        SiriusClasses.Label([D, R, D, R, H, R], 2, classes);

        Assert.Equal(
            [SiriusClass.Demo, SiriusClass.Robot, SiriusClass.PreIntervention, SiriusClass.PreIntervention, SiriusClass.Intervention, SiriusClass.Robot], classes);
        Assert.Equal([-1, 0, -10, -10, 1, 0], classes.Select(each => (int)each));
    }

    [Fact]
    public void Weights_OfThePublishedShares_AreThePublishedOnes()
    {
        var weights = SiriusWeights.Of(demo: 40, robot: 45, intervention: 10, preIntervention: 5);

        Assert.Equal(1, weights.Demo);
        Assert.Equal(0.217778, weights.Robot, 6);
        Assert.Equal(5, weights.Intervention, 12);
        Assert.Equal(0.04, weights.PreIntervention, 12);
        Assert.Equal(1, ((40 * weights.Demo) + (45 * weights.Robot) + (10 * weights.Intervention) + (5 * weights.PreIntervention)) / 100, 12);
    }

    [Fact]
    public void Weights_OfAClassWithoutFrames_AreZero()
    {
        var weights = SiriusWeights.Of(demo: 0, robot: 10, intervention: 0, preIntervention: 0);

        Assert.Equal((0, 0.498, 0, 0), (weights.Demo, Math.Round(weights.Robot, 12), weights.Intervention, weights.PreIntervention));
    }

    [Fact]
    public void Weights_WithMoreDemonstrationsThanTheShareLeaves_AreNeverNegative()
    {
        Assert.Equal(0, SiriusWeights.Of(demo: 60, robot: 30, intervention: 8, preIntervention: 2).Robot);
    }

    [Fact]
    public void Rlif_PunishesTheActionThatMadeAHumanTakeOver_AndNothingElse()
    {
        var rewards = new float[8];

        RlifReward.Fill([R, R, H, H, R, H, R, R], rewards);

        Assert.Equal([0, -1, 0, 0, -1, 0, 0, 0], rewards);
    }

    [Fact]
    public void Rlif_WithoutAPolicyBefore_PunishesNobody()
    {
        var rewards = new float[3];

        RlifReward.Fill([H, D, H], rewards);

        Assert.Equal([0, 0, 0], rewards);
    }

    [Theory]
    [InlineData(EpisodeOutcome.Success, 1)]
    [InlineData(EpisodeOutcome.Failure, 0)]
    [InlineData(EpisodeOutcome.Unsure, 0)]
    public void SuccessReward_IsForTheLastFrameOfASuccess(EpisodeOutcome outcome, float last)
    {
        float[] rewards = [7, 7, 7];

        SuccessReward.Fill(outcome, rewards);

        Assert.Equal([0, 0, last], rewards);
    }
}
