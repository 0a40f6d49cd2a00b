using RobotPolicy.Ros.Messages;

namespace RobotPolicy.IntegrationTests.FastDds;

internal sealed class JointStateMessage() : PeerMessage("joint_state", JointState.Type)
{
    private const int Joints = 7;

    private static readonly string[] Names = [.. Enumerable.Range(1, Joints).Select(i => $"joint_{i}")];

    internal override byte[] Encode(int k) => Encode(new JointState
    {
        Header = new Header { Stamp = Stamp(k), FrameId = FrameId(k) },
        Name = Names,
        Position = Position(k),
        Velocity = Velocity(k),
        Effort = Effort(k),
    });

    internal override (int Number, string? Difference) Check(ReadOnlySpan<byte> cdr)
    {
        if (!JointState.TryDecode(cdr, out var message, out var error))
            return (-1, error.ToString());
        var k = message.Header.Stamp.Sec;
        return (k,
            CheckHeader(message.Header, k)
            ?? CheckNames("name", message.Name.ToArray(), Names)
            ?? CheckValues("position", message.Position.ToArray(), Position(k))
            ?? CheckValues("velocity", message.Velocity.ToArray(), Velocity(k))
            ?? CheckValues("effort", message.Effort.ToArray(), Effort(k)));
    }

    private static double[] Position(int k) => Values(Joints, i => k + (i * 0.5));

    private static double[] Velocity(int k) => Values(Joints, i => (i * 0.25) - k);

    private static double[] Effort(int k) => k % 2 == 0 ? Values(Joints, i => i * 10.0) : [];
}
