using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Tests.Cdr;

public sealed class RoundTripProperties
{
    // A fixed seed: a failure that comes and goes teaches nothing.
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261UL, 7UL);

    private static readonly Gen<string> Text = ArbMap.Default.GeneratorFor<string>()
        .Select(text => (text ?? string.Empty).Replace("\0", string.Empty));

    [Fact]
    public void StringMessage_AnyText_ComesBack() => Prop.ForAll(Text.ToArbitrary(), text =>
    {
        var buffer = new CdrBuffer(1);
        Assert.True(buffer.TryEncode(new StringMessage { Data = Encoding.UTF8.GetBytes(text) }, out _));
        Assert.True(StringMessage.TryDecode(buffer.Cdr, out var message, out _));
        Assert.Equal(Encoding.UTF8.GetBytes(text), message.Data.ToArray());
    }).Check(Config);

    [Fact]
    public void JointState_AnyNamesAndValues_ComeBackBitByBit()
    {
        var joints =
            from names in Gen.ArrayOf(Text)
            from position in Gen.ArrayOf(ArbMap.Default.GeneratorFor<double>(), names.Length)
            from effort in Gen.ArrayOf(ArbMap.Default.GeneratorFor<double>(), names.Length)
            from hasEffort in ArbMap.Default.GeneratorFor<bool>()
            select (names, position, effort: hasEffort ? effort : []);
        Prop.ForAll(joints.ToArbitrary(), joint =>
        {
            var buffer = new CdrBuffer(1);
            Assert.True(buffer.TryEncode(new JointState { Name = joint.names, Position = joint.position, Effort = joint.effort }, out var error), error.ToString());
            Assert.True(JointState.TryDecode(buffer.Cdr, out var message, out error), error.ToString());
            Assert.Equal(joint.names.Select(Encoding.UTF8.GetBytes), message.Name.ToArray().Select(Encoding.UTF8.GetBytes));
            Assert.Equal(Bits(joint.position), Bits(message.Position.ToArray()));
            Assert.Equal(0, message.Velocity.Length);
            Assert.Equal(Bits(joint.effort), Bits(message.Effort.ToArray()));
        }).Check(Config);
    }

    [Fact]
    public void JointTrajectory_AnyPoints_ComeBackBitByBit()
    {
        var trajectories =
            from joints in Gen.Choose(1, 7)
            from times in Gen.ArrayOf(Gen.Choose(0, int.MaxValue).Select(time => (long)time))
            from positions in Gen.ArrayOf(ArbMap.Default.GeneratorFor<double>(), joints * times.Length)
            from velocities in Gen.ArrayOf(ArbMap.Default.GeneratorFor<double>(), joints * times.Length)
            from frame in Text
            select (joints, times, positions, velocities, frame);
        Prop.ForAll(trajectories.ToArbitrary(), trajectory =>
        {
            var names = Enumerable.Range(0, trajectory.joints).Select(i => $"joint{i}").ToArray();
            var buffer = new CdrBuffer(1);
            var sent = new JointTrajectory
            {
                Header = new Header { FrameId = Encoding.UTF8.GetBytes(trajectory.frame) },
                JointNames = names,
                Points = new JointTrajectoryPoints(trajectory.joints, trajectory.times, trajectory.positions, trajectory.velocities),
            };
            Assert.True(buffer.TryEncode(sent, out var error), error.ToString());
            Assert.True(JointTrajectory.TryDecode(buffer.Cdr, out var message, out error), error.ToString());
            Assert.Equal(trajectory.times.Length, message.Points.Count);
            var index = 0;
            foreach (var point in message.Points)
            {
                var row = new Range(index * trajectory.joints, (index + 1) * trajectory.joints);
                Assert.Equal(Bits(trajectory.positions[row]), Bits(point.Positions.ToArray()));
                Assert.Equal(Bits(trajectory.velocities[row]), Bits(point.Velocities.ToArray()));
                Assert.Equal(trajectory.times[index], point.TimeFromStart.ToNs());
                index++;
            }
        }).Check(Config);
    }

    private static long[] Bits(double[] values) => Array.ConvertAll(values, BitConverter.DoubleToInt64Bits);
}
