using RobotPolicy.Server.Sessions;

namespace RobotPolicy.Tests.Sessions;

public sealed class StreamQuotaTests
{
    [Fact]
    public void ASubjectWithTooManyWatchers_StillOperates_AndHindersNobodyElse()
    {
        var quota = new StreamQuota(maxWatching: 3, maxOperating: 2);

        for (var k = 0; k < 3; k++)
            Assert.True(quota.TryEnter("alice", operating: false));
        Assert.False(quota.TryEnter("alice", operating: false));

        Assert.True(quota.TryEnter("alice", operating: true));
        Assert.True(quota.TryEnter("bob", operating: false));
    }

    [Fact]
    public void AStreamThatEnds_MakesRoom()
    {
        var quota = new StreamQuota(maxWatching: 1, maxOperating: 1);

        for (var k = 0; k < 5; k++)
        {
            Assert.True(quota.TryEnter("alice", operating: true));
            Assert.False(quota.TryEnter("alice", operating: true));
            quota.Leave("alice", operating: true);
        }
    }
}
