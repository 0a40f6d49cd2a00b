using RobotPolicy.Ros.Messages;

namespace RobotPolicy.IntegrationTests.FastDds;

internal sealed class JointTrajectoryMessage() : PeerMessage("joint_trajectory", JointTrajectory.Type)
{
    private const int Joints = 6;

    private static readonly string[] Names = [.. Enumerable.Range(0, Joints).Select(i => $"axis_{i}")];

    internal override byte[] Encode(int k)
    {
        var points = Enumerable.Range(0, PointCount(k)).ToArray();
        long[] timesNs = [.. points.Select(p => TimeFromStart(k, p).ToNs())];
        double[] positions = [.. points.SelectMany(p => Positions(k, p))];
        double[] velocities = [.. points.SelectMany(_ => Velocities(k))];
        double[] accelerations = [.. points.SelectMany(p => Accelerations(k, p))];
        return Encode(new JointTrajectory
        {
            Header = new Header { Stamp = Stamp(k), FrameId = FrameId(k) },
            JointNames = Names,
            Points = new JointTrajectoryPoints(Joints, timesNs, positions, velocities, accelerations),
        });
    }

    internal override (int Number, string? Difference) Check(ReadOnlySpan<byte> cdr)
    {
        if (!JointTrajectory.TryDecode(cdr, out var message, out var error))
            return (-1, error.ToString());
        var k = message.Header.Stamp.Sec;
        var difference = CheckHeader(message.Header, k)
            ?? CheckNames("joint_names", message.JointNames.ToArray(), Names)
            ?? (message.Points.Count == PointCount(k) ? null : $"{message.Points.Count} points");
        var p = 0;
        foreach (var point in message.Points)
        {
            difference ??= CheckPoint(point, k, p);
            p++;
        }

        return (k, difference);
    }

    private static string? CheckPoint(JointTrajectoryPoint point, int k, int p) =>
        CheckValues($"points[{p}].positions", point.Positions.ToArray(), Positions(k, p))
        ?? CheckValues($"points[{p}].velocities", point.Velocities.ToArray(), Velocities(k))
        ?? CheckValues($"points[{p}].accelerations", point.Accelerations.ToArray(), Accelerations(k, p))
        ?? CheckValues($"points[{p}].effort", point.Effort.ToArray(), [])
        ?? (point.TimeFromStart == TimeFromStart(k, p) ? null : $"points[{p}].time_from_start {point.TimeFromStart}");

    private static int PointCount(int k) => 1 + (k % 3);

    private static double[] Positions(int k, int p) => Values(Joints, i => k + (p * 10.0) + (i * 0.5));

    private static double[] Velocities(int k) => Values(Joints, i => i - (k * 0.25));

    private static double[] Accelerations(int k, int p) => k % 2 == 0 ? Values(Joints, i => p + (i * 0.125)) : [];

    private static RosDuration TimeFromStart(int k, int p) => new(p, 500_000_000 + (uint)k);
}
