using System.Text;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.FastDds;

/// <summary>What message number k looks like, with the same rules as the peer's <c>messages.cpp</c>.</summary>
/// <param name="key">The peer's name for the type.</param>
/// <param name="type">Type on the wire.</param>
public abstract class PeerMessage(string key, RosMessageType type)
{
    /// <summary>Every message of the interoperability tests, by its key.</summary>
    internal static readonly IReadOnlyDictionary<string, PeerMessage> All =
        new PeerMessage[] { new JointStateMessage(), new ImageMessage(), new JointTrajectoryMessage(), new Float64MultiArrayMessage() }
            .ToDictionary(message => message.Key);

    internal string Key => key;

    internal RosMessageType Type => type;

    /// <summary>Encodes message number k.</summary>
    internal abstract byte[] Encode(int k);

    /// <summary>Compares a received message with what its number says it is, field by field.</summary>
    /// <returns>The number, and the first difference or <see langword="null"/>.</returns>
    internal abstract (int Number, string? Difference) Check(ReadOnlySpan<byte> cdr);

    protected static byte[] Encode<T>(T message)
        where T : IRosMessage<T>, allows ref struct
    {
        var cdr = new byte[message.GetSerializedSize()];
        return message.TryEncode(cdr, out var written, out var error) && written == cdr.Length
            ? cdr
            : throw new InvalidOperationException($"Encoding failed: {error}");
    }

    protected static RosTime Stamp(int k) => new(k, ((uint)k * 1000) + 7);

    protected static byte[] FrameId(int k) => Encoding.ASCII.GetBytes("frame_" + new string('x', k % 8));

    protected static string? CheckHeader(Header header, int k) =>
        header.Stamp != Stamp(k) ? $"stamp {header.Stamp}"
        : !header.FrameId.SequenceEqual(FrameId(k)) ? $"frame_id '{Encoding.UTF8.GetString(header.FrameId)}'"
        : null;

    protected static string? CheckValues(string field, IReadOnlyList<double> actual, IReadOnlyList<double> expected) =>
        actual.SequenceEqual(expected) ? null : $"{field} [{string.Join(' ', actual)}], expected [{string.Join(' ', expected)}]";

    protected static string? CheckNames(string field, IReadOnlyList<string> actual, IReadOnlyList<string> expected) =>
        actual.SequenceEqual(expected) ? null : $"{field} [{string.Join(' ', actual)}], expected [{string.Join(' ', expected)}]";

    protected static double[] Values(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];
}
