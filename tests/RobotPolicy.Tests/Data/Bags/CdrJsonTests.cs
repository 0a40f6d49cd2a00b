using System.Text;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Decoding;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Tests.Data.Bags;

public sealed class CdrJsonTests
{
    private const string AllTypes = """
        # A comment, constants and defaults.
        uint8 LIMIT=3
        string WORD = "a # b"
        bool flag true
        int8 small
        uint16 wide  # aligned to two
        int16 low
        float32 real 0.5
        int64 long_one
        uint64 longest
        char letter
        string<=3 short
        Inner[<=2] inner
        Inner[2] pair
        Nothing nothing
        string[] names
        ================================================================================
        MSG: p/Inner
        float64 value
        ================================================================================
        MSG: p/Nothing
        """;

    private static readonly byte[] AllBytes =
    [
        0, 1, 0, 0,
        1, 0xFF, 0x34, 0x12, 0xFE, 0xFF, 0, 0, 0, 0, 0x20, 0x40, // flag, small, wide, low, pad, real 2.5 (12 bytes)
        0, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, // pad to 16, long_one −2
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, // longest
        (byte)'c', 0, 0, 0, 3, 0, 0, 0, (byte)'h', (byte)'i', 0, 0, // letter, short "hi"
        1, 0, 0, 0, // one inner (at 44, its value at 48)
        0, 0, 0, 0, 0, 0, 0xF8, 0x7F, // NaN
        0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0xF0, 0xFF, // pair: 1, −∞
        0, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, (byte)'x', 0, 0, 0, 1, 0, 0, 0, 0, // nothing, names
    ];

    [Fact]
    public void Decode_EveryKindOfField() => Assert.Equal(
        """{"flag":true,"small":-1,"wide":4660,"low":-2,"real":2.5,"long_one":"-2","longest":"18446744073709551615","letter":99,"short":"hi","""
        + "\"inner\":" + """"[{"value":"NaN"}],"pair":[{"value":1},{"value":"-Infinity"}],"nothing":{},"names":["x",""]}"""",
        Decode("p/msg/All", AllTypes, AllBytes));

    [Fact]
    public void Decode_OurJointState_ByOurDefinition()
    {
        var message = new JointState
        {
            Header = new Header { Stamp = new RosTime(5, 6), FrameId = "base"u8 },
            Name = new(["a", "b"]),
            Position = new double[] { 0.1, -2 },
        };
        var bytes = new byte[256];
        Assert.True(message.TryEncode(bytes, out var written, out _));

        var json = Decode("sensor_msgs/msg/JointState", MessageDefinitions.Find("sensor_msgs/msg/JointState")!, bytes.AsSpan(0, written));

        Assert.Equal("""{"header":{"stamp":{"sec":5,"nanosec":6},"frame_id":"base"},"name":["a","b"],"position":[0.1,-2],"velocity":[],"effort":[]}""", json);
    }

    [Fact]
    public void Decode_ServiceEvent_ByTheTextOfItsService()
    {
        byte[] bytes =
        [
            0, 1, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, .. Enumerable.Range(1, 16).Select(i => (byte)i), 0, 0, 0, 0,
            9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1,
        ];

        Assert.Equal(
            """{"info":{"event_type":2,"stamp":{"sec":5,"nanosec":6},"client_gid":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16],"sequence_number":"9"},"request":[],"response":[{"done":true}]}""",
            Decode("p/srv/Do_Event", "string what\n---\nbool done\n", bytes));
    }

    [Fact]
    public void Decode_LongArrays_AreAbbreviated()
    {
        const string definition = "uint8[] data\nstring[] names\nuint8 last";
        byte[] bytes = [0, 1, 0, 0, 5, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 7];

        Assert.Equal("""{"data":[1,2,"… 3 more"],"names":["","","… 1 more"],"last":7}""", Decode("p/msg/A", definition, bytes, maxElements: 2));
        Assert.Equal("""{"data":["… 5 more"],"names":["… 3 more"],"last":7}""", Decode("p/msg/A", definition, bytes, maxElements: 0));
        Assert.Equal("""{"data":[1,2,3,4,5],"names":["","",""],"last":7}""", Decode("p/msg/A", definition, bytes));
    }

    [Theory]
    [InlineData("uint8[] data", "00010000 FFFFFF7F", "data: truncated at byte 8")]
    [InlineData("float64[1000000000] data", "00010000 00", "data: truncated")]
    [InlineData("string text", "00010000 FFFFFF7F 61", "text: truncated")]
    [InlineData("string<=2 text", "00010000 04000000 61626300", "text: over the limit")]
    [InlineData("uint8[<=2] data", "00010000 03000000 010203", "data: over the limit")]
    [InlineData("wstring text", "00010000 00000000", "text (wstring)")]
    [InlineData("uint8 a", "00010000 01020304 0506", "p/msg/A: ends at byte 5")]
    [InlineData("uint8 a", "00060000 01", "header: unsupported encapsulation")]
    [InlineData("uint8 a", "0001", "header: unsupported encapsulation")]
    [InlineData("bool a", "00010000 07", "a: invalid value")]
    public void Decode_HostileBytes_NamesFieldAndByte(string definition, string hex, string expected)
    {
        var error = Assert.Throws<BagException>(() => Decode("p/msg/A", definition, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));

        Assert.StartsWith("p/msg/A: " + expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_EveryPrefixAndFlip_IsABagExceptionOrRead_InBoundedMemory()
    {
        var json = new CdrJson(MessageSchema.Parse("p/msg/All", AllTypes));
        for (var i = 0; i < AllBytes.Length; i++)
        {
            foreach (var flip in (byte[])[0x01, 0x40, 0x80, 0xFF])
            {
                var damaged = (byte[])AllBytes.Clone();
                damaged[i] ^= flip;
                Try(damaged);
            }

            Try(AllBytes[..i]);
        }

        void Try(byte[] bytes)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                json.Decode(bytes);
            }
            catch (BagException)
            {
                // Said what is wrong.
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 10);
        }
    }

    [Fact]
    public void Decode_LongNamesOverFewBytes_EndAtTheLimit()
    {
        var json = new CdrJson(MessageSchema.Parse("p/msg/A", $"B[] list\n{new string('=', 80)}\nMSG: p/B\nuint8 {new string('n', 1 << 10)}")) { MaxJsonBytes = 1 << 20 };
        byte[] bytes = [0, 1, 0, 0, 0, 8, 0, 0, .. new byte[2048]];

        Assert.Contains("over the limit", Assert.Throws<BagException>(() => json.Decode(bytes)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Missing m", "its definition lacks the message p/Missing")]
    [InlineData("A a", "its definition makes p/A contain itself")]
    [InlineData("int32", "line 1 of p/A: 'int32 ' is no field")]
    [InlineData("int32[ x", "is no field")]
    [InlineData("int32<=5 x", "is no field")]
    [InlineData("int32[0] x", "is no field")]
    public void Parse_WrongDefinition_NamesTypeAndLine(string definition, string expected) => Assert.Contains(
        expected, Assert.Throws<BagException>(() => MessageSchema.Parse("p/msg/A", definition)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_DeepNesting_IsRefused()
    {
        var text = new StringBuilder("M0 m");
        for (var i = 0; i < 40; i++)
            text.Append($"\n{new string('=', 80)}\nMSG: p/M{i}\nM{i + 1} m");

        Assert.Contains("nested deeper", Assert.Throws<BagException>(() => MessageSchema.Parse("p/msg/A", text.ToString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_EveryPrefixOfADefinition_IsABagExceptionOrRead()
    {
        for (var i = 0; i < AllTypes.Length; i++)
        {
            try
            {
                MessageSchema.Parse("p/msg/All", AllTypes[..i]);
            }
            catch (BagException)
            {
                // Said what is wrong.
            }
        }
    }

    private static string Decode(string type, string definition, ReadOnlySpan<byte> bytes, int? maxElements = null) =>
        Encoding.UTF8.GetString(new CdrJson(MessageSchema.Parse(type, definition), maxElements).Decode(bytes).Span);
}
