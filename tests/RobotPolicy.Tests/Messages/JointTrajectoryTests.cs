using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Tests.Messages;

public sealed class JointTrajectoryTests
{
    private static readonly string[] Joints = ["shoulder", "elbow"];

    [Fact]
    public void TryEncode_FlatPoints_DecodeToTheSame()
    {
        var message = new JointTrajectory
        {
            JointNames = Joints,
            Points = new JointTrajectoryPoints(2, [1_100_000_000], [0.75, 1.0], [5.0, 6.0], [7.0, 8.0], [9.0, 10.0]),
        };
        var buffer = new CdrBuffer();
        Assert.True(buffer.TryEncode(message, out var error), error.ToString());

        Assert.True(JointTrajectory.TryDecode(buffer.Cdr, out var decoded, out error), error.ToString());
        var points = decoded.Points.GetEnumerator();
        Assert.True(points.MoveNext());
        Assert.Equal([0.75, 1.0], points.Current.Positions.ToArray());
        Assert.Equal([9.0, 10.0], points.Current.Effort.ToArray());
        Assert.Equal(new RosDuration(1, 100_000_000), points.Current.TimeFromStart);
        Assert.False(points.MoveNext());
    }

    [Fact]
    public void TryEncode_OnePositionPoint_HasTheseBytes()
    {
        var message = new JointTrajectory { JointNames = new[] { "j" }, Points = new JointTrajectoryPoints(1, [20_000_000], [1.5]) };
        var buffer = new CdrBuffer();
        Assert.True(buffer.TryEncode(message, out _));

        Assert.Equal(
            "00010000" // CDR_LE
            + "0000000000000000" // stamp
            + "0100000000" + "000000" // frame_id, padding
            + "01000000" + "02000000" + "6a00" + "0000" // joint_names, padding
            + "01000000" // points
            + "01000000" + "00000000" + "000000000000f83f" // positions: count, padding to 8, 1.5
            + "00000000" + "00000000" + "00000000" // velocities, accelerations, effort
            + "00000000" + "002d3101", // time_from_start
            Convert.ToHexStringLower(buffer.Cdr).Replace(" ", ""));
    }

    [Fact]
    public void TryEncode_PointsOfOtherJointCount_IsRefused()
    {
        var message = new JointTrajectory { JointNames = Joints, Points = new JointTrajectoryPoints(3, [0], [1, 2, 3]) };

        Assert.False(message.TryEncode(new byte[500], out _, out var error));
        Assert.Equal((CdrStatus.InconsistentLengths, "points[].positions", 2, 3), (error.Status, error.Field, error.Expected, error.Actual));
    }

    [Fact]
    public void TryDecode_PointsOfOtherJointCount_IsRefused()
    {
        var cdr = GoldenCdr.Read("joint_trajectory", isBigEndian: false);

        // The first point announces one position instead of two; what follows is then read shifted, if it were read.
        var positions = cdr.AsSpan().IndexOf(BitConverter.GetBytes(0.25)) - 4;
        Assert.Equal(2, BitConverter.ToInt32(cdr, positions));
        cdr[positions] = 1;

        Assert.False(JointTrajectory.TryDecode(cdr, out _, out var error));
        Assert.False(error.IsOk);
    }

    [Fact]
    public void Points_FlatArrayOfWrongLength_Throws() =>
        Assert.Throws<ArgumentException>(() => _ = new JointTrajectoryPoints(2, [0, 1], [1, 2, 3]).Count);

    [Fact]
    public void TryEncode_SteadyState_AllocatesNothing()
    {
        var buffer = new CdrBuffer();
        long[] times = [50_000_000, 100_000_000];
        double[] positions = [1, 2, 3, 4];
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run() => buffer.TryEncode(
            new JointTrajectory
            {
                Header = new Header { Stamp = RosTime.FromNs(5), FrameId = "base"u8 },
                JointNames = Joints,
                Points = new JointTrajectoryPoints(2, times, positions),
            },
            out _);
    }
}
