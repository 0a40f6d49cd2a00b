using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Transport;

public sealed class QosCompatibilityTests
{
    [Theory]
    [InlineData(QosReliability.Reliable, QosDurability.Volatile, QosReliability.Reliable, QosDurability.Volatile, null)]
    [InlineData(QosReliability.Reliable, QosDurability.TransientLocal, QosReliability.BestEffort, QosDurability.Volatile, null)]
    [InlineData(QosReliability.BestEffort, QosDurability.Volatile, QosReliability.Reliable, QosDurability.Volatile, "RELIABILITY")]
    [InlineData(QosReliability.Reliable, QosDurability.Volatile, QosReliability.Reliable, QosDurability.TransientLocal, "DURABILITY")]
    [InlineData(QosReliability.BestEffort, QosDurability.Volatile, QosReliability.Reliable, QosDurability.TransientLocal, "RELIABILITY")]
    public void FindIncompatiblePolicy_FollowsTheTable(
        QosReliability offeredReliability, QosDurability offeredDurability, QosReliability requestedReliability, QosDurability requestedDurability, string? expected)
    {
        // History and depth never matter.
        var offered = QosProfile.Default with { Reliability = offeredReliability, Durability = offeredDurability, Depth = 1 };
        var requested = QosProfile.Default with { Reliability = requestedReliability, Durability = requestedDurability, History = QosHistory.KeepAll, Depth = 7 };

        Assert.Equal(expected, QosCompatibility.FindIncompatiblePolicy(offered, requested));
    }
}
