using RobotPolicy.Ros.Messages;

namespace RobotPolicy.IntegrationTests.Simulator;

/// <summary>Messages as bytes.</summary>
internal static class Encode
{
    private static readonly string[] Joints = RobotPolicy.Simulator.PickPlace.RobotNames.Joints;

    public static byte[] Text(string text) => Bytes(new StringMessage { Data = System.Text.Encoding.UTF8.GetBytes(text) });

    public static byte[] Targets(params double[] values) => Bytes(new Float64MultiArray { Data = values });

    public static byte[] Trajectory(long stampNs, string[]? names, params (double Seconds, double[] Positions)[] points) =>
        Bytes(new JointTrajectory
        {
            Header = new Header { Stamp = RosTime.FromNs(stampNs) },
            JointNames = names ?? Joints,
            Points = new JointTrajectoryPoints(
                (names ?? Joints).Length,
                points.Select(point => (long)(point.Seconds * 1e9)).ToArray(),
                points.SelectMany(point => point.Positions).ToArray()),
        });

    public static byte[] Bytes<T>(scoped in T message)
        where T : IRosMessage<T>, allows ref struct
    {
        var bytes = new byte[message.GetSerializedSize()];
        Assert.True(message.TryEncode(bytes, out _, out var error), error.ToString());
        return bytes;
    }
}
