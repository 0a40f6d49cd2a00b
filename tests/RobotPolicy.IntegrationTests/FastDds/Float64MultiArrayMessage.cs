using RobotPolicy.Ros.Messages;

namespace RobotPolicy.IntegrationTests.FastDds;

internal sealed class Float64MultiArrayMessage() : PeerMessage("float64_multi_array", Float64MultiArray.Type)
{
    internal override byte[] Encode(int k) => Encode(new Float64MultiArray
    {
        Dimensions = Dimensions(k),
        DataOffset = (uint)k,
        Data = Data(k),
    });

    internal override (int Number, string? Difference) Check(ReadOnlySpan<byte> cdr)
    {
        if (!Float64MultiArray.TryDecode(cdr, out var message, out var error))
            return (-1, error.ToString());
        var k = (int)message.DataOffset;
        var dimensions = message.Dimensions.ToArray();
        return (k, dimensions.SequenceEqual(Dimensions(k))
            ? CheckValues("data", message.Data.ToArray(), Data(k))
            : $"layout.dim [{string.Join(' ', dimensions)}], expected [{string.Join(' ', Dimensions(k))}]");
    }

    private static MultiArrayDimension[] Dimensions(int k) =>
        [.. Enumerable.Range(0, k % 3).Select(d => new MultiArrayDimension("dim" + new string('y', d + (k % 4)), (uint)d + 1, (uint)(k + d)))];

    private static double[] Data(int k) => Values(1 + (k % 8), j => k + (j * 0.125));
}
