using System.Text;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Tests.Messages;

public sealed class JointStateTests
{
    private static readonly string[] Names = ["shoulder", "elbow", "é"];

    [Fact]
    public void TryDecode_OfEncoded_GivesTheSameValues()
    {
        var buffer = new CdrBuffer();
        Assert.True(buffer.TryEncode(Message([1.5, -2, 3]), out _));

        Assert.True(JointState.TryDecode(buffer.Cdr, out var message, out var error), error.ToString());
        Assert.Equal(new RosTime(12, 34), message.Header.Stamp);
        Assert.Equal("base_link", Encoding.UTF8.GetString(message.Header.FrameId));
        Assert.Equal(Names, message.Name.ToArray());
        Assert.Equal([1.5, -2, 3], message.Position.ToArray());
        Assert.True(message.Velocity.IsEmpty);
        Assert.Equal(2, message.Name.IndexOf("é"u8));
        Assert.Equal(-1, message.Name.IndexOf("wrist"u8));
        Assert.Equal(buffer.Cdr.Length, Message([1.5, -2, 3]).GetSerializedSize());
    }

    [Fact]
    public void TryEncode_PositionsUnlikeNames_IsRefused()
    {
        Assert.False(Message([1, 2]).TryEncode(new byte[1000], out var written, out var error));
        Assert.Equal(0, written);
        Assert.Equal(CdrStatus.InconsistentLengths, error.Status);
        Assert.Equal("position: inconsistent length at byte 4: expected 3, actual 2", error.ToString());
    }

    private static JointState Message(double[] position) => new()
    {
        Header = new Header { Stamp = new RosTime(12, 34), FrameId = "base_link"u8 },
        Name = Names,
        Position = position,
    };
}
