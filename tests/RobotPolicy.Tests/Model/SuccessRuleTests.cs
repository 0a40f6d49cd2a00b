using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Model;

public sealed class SuccessRuleTests
{
    [Theory]
    [InlineData(0.51f, true)]
    [InlineData(0.5f, false)]
    [InlineData(float.NaN, false)]
    [InlineData(float.PositiveInfinity, false)]
    public void IsMet_One_ExceedsTheThreshold(float success, bool isMet) =>
        Assert.Equal(isMet, new SuccessRule().IsMet(new PolicySignals(float.NaN, success, float.NaN)));

    [Fact]
    public void IsMet_SeveralInARow_NeedsEveryOneOfThem()
    {
        var rule = new SuccessRule(0.5, 3);

        Assert.False(rule.IsMet(Said(0.9f, 0.9f)));
        Assert.True(rule.IsMet(Said(0.1f, 0.9f, 0.6f, 0.9f)));
        Assert.False(rule.IsMet(Said(0.9f, 0.4f, 0.9f)));
        Assert.False(rule.IsMet(Said(0.9f, float.NaN, 0.9f)));
        Assert.True(rule.IsMet(Said(float.NaN, 0.9f, 0.9f, 0.9f)));
    }

    [Fact]
    public void Least_OfAllThatIsRemembered_ForgetsWhatIsOlder()
    {
        var recent = RecentSuccess.None.After(0.1f);
        for (var i = 0; i < RecentSuccess.Length; i++)
        {
            Assert.False(recent.Least(RecentSuccess.Length) > 0.1f);
            recent = recent.After(0.9f);
        }

        Assert.Equal(0.9f, recent.Least(RecentSuccess.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => recent.Least(RecentSuccess.Length + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => recent.Least(0));
    }

    [Fact]
    public void Equals_ComparesWhatWasSaid()
    {
        Assert.Equal(RecentSuccess.None.After(0.5f), RecentSuccess.None.After(0.5f));
        Assert.NotEqual(RecentSuccess.None.After(0.5f), RecentSuccess.None.After(0.5f).After(0.6f));
        Assert.Equal(PolicySignals.None, new PolicySignals(float.NaN, float.NaN, float.NaN));
    }

    private static PolicySignals Said(params float[] successes)
    {
        var recent = RecentSuccess.None;
        foreach (var success in successes)
            recent = recent.After(success);
        return new PolicySignals(float.NaN, successes[^1], float.NaN) { Recent = recent };
    }
}
