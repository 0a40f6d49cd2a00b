using RobotPolicy.Control.Observations;

namespace RobotPolicy.Tests.Observations;

public sealed class JointStateHistoryTests
{
    private const long Ms = 1_000_000;
    private readonly JointStateHistory _history = new(2, StampLimits.Default, capacity: 8);
    private readonly double[] _positions = new double[2];
    private readonly double[] _velocities = new double[2];
    private readonly double[] _scratch = new double[4];

    [Fact]
    public void Sample_BetweenTwoStates_IsLinear()
    {
        Add(100 * Ms, 1, 10);
        Add(110 * Ms, 2, 20);
        Assert.Equal(JointSampleStatus.Ok, Sample(102_500_000));
        Assert.Equal([1.25, -1.25], _positions);
        Assert.Equal([12.5, -12.5], _velocities);
    }

    [Fact]
    public void Sample_ExactlyAtAState_IsThatState()
    {
        Add(100 * Ms, 1, 1);
        Add(110 * Ms, 2, 2);
        Add(120 * Ms, 3, 3);
        Assert.Equal(JointSampleStatus.Ok, Sample(110 * Ms));
        Assert.Equal(2, _positions[0]);
        Assert.Equal(JointSampleStatus.Ok, Sample(100 * Ms));
        Assert.Equal(1, _positions[0]);
        Assert.Equal(JointSampleStatus.Ok, Sample(120 * Ms));
        Assert.Equal(3, _positions[0]);
    }

    [Fact]
    public void Sample_OutsideWhatIsKept_SaysOnWhichSide()
    {
        Assert.Equal(JointSampleStatus.Missing, Sample(0));
        for (var i = 0; i < 20; i++)
            Add((100 + i) * Ms, i, 0);
        Assert.Equal(JointSampleStatus.TooOld, Sample(100 * Ms));
        Assert.Equal(JointSampleStatus.Ok, Sample(113 * Ms));
        Assert.Equal(JointSampleStatus.Ok, Sample(124 * Ms));
        Assert.Equal(19, _positions[0]);
        Assert.Equal(JointSampleStatus.TooNew, Sample(125 * Ms));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Add_NonFinite_IsRejectedAndNamesTheJoint(double value)
    {
        Add(100 * Ms, 1, 0);
        Assert.False(_history.Add(101 * Ms, 101 * Ms, 101 * Ms, [0, value], [0, 0]));
        Assert.Equal((1, JointStateFault.NonFinite, 1), (_history.ConsecutiveInvalidCount, _history.LastFault, _history.LastFaultJoint));
        Assert.Equal(1, _history.Count);
        Add(102 * Ms, 1, 0);
        Assert.Equal((0, 1), (_history.ConsecutiveInvalidCount, _history.InvalidCount));
    }

    [Fact]
    public void Read_WhileWriting_NeverMixesTwoStates()
    {
        var history = new JointStateHistory(2, StampLimits.Default, capacity: 4);
        history.Add(1, 1, 1, [1, -1], [1, -1]);
        var writer = new Thread(() =>
        {
            var positions = new double[2];
            for (var i = 2L; i < 400_000; i++)
            {
                (positions[0], positions[1]) = (i, -i);
                history.Add(i, i, i, positions, positions);
            }
        });
        writer.Start();
        var reads = 0;
        while (writer.IsAlive || reads == 0)
        {
            Assert.True(history.TryReadNewest(_positions, _velocities, out var stampNs));
            Assert.Equal((stampNs, -stampNs, stampNs, -stampNs), ((long)_positions[0], (long)_positions[1], (long)_velocities[0], (long)_velocities[1]));
            if (history.Sample(stampNs, 0, _scratch, _positions, _velocities) == JointSampleStatus.Ok)
                Assert.Equal((stampNs, -stampNs), ((long)_positions[0], (long)_positions[1]));
            reads++;
        }

        writer.Join();
    }

    private void Add(long stampNs, double position, double velocity) =>
        Assert.True(_history.Add(stampNs, stampNs, stampNs, [position, -position], [velocity, -velocity]));

    private JointSampleStatus Sample(long timeNs) => _history.Sample(timeNs, 5 * Ms, _scratch, _positions, _velocities);
}
