using System.Buffers.Binary;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Safetensors;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.Safetensors;

public sealed class SafetensorsFileTests
{
    [Fact]
    public void Parse_ExactBytes_GivesTheTensors()
    {
        var text = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"""u8;
        byte[] file = [(byte)text.Length, 0, 0, 0, 0, 0, 0, 0, .. text, 0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC1];

        var tensor = Parse(file)!.Tensors["a"];

        Assert.Equal(SafetensorsDtype.F32, tensor.Dtype);
        Assert.Equal([2L], tensor.Shape);
        Assert.Equal([1.0, -10.0], tensor.ToDoubles());
    }

    [Theory]
    [InlineData("BOOL", new byte[] { 1 }, 1.0)]
    [InlineData("U8", new byte[] { 200 }, 200.0)]
    [InlineData("I32", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF }, -2.0)]
    [InlineData("I64", new byte[] { 0xFD, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, -3.0)]
    [InlineData("F16", new byte[] { 0x00, 0x3E }, 1.5)]
    [InlineData("BF16", new byte[] { 0xC0, 0x3F }, 1.5)]
    [InlineData("F32", new byte[] { 0x00, 0x00, 0xC0, 0x3F }, 1.5)]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F }, 1.5)]
    public void Parse_EveryDtype_IsRead(string dtype, byte[] bytes, double expected)
    {
        var file = new SafetensorsBuilder().Raw("x", dtype, bytes, 1).Build();

        Assert.Equal([expected], Parse(file)!.Tensors["x"].ToDoubles());
    }

    [Fact]
    public void Parse_ScalarAndMetadata_AreAccepted()
    {
        var file = SafetensorsBuilder.Build(
            """{"__metadata__":{"format":"pt"},"x":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}   """, [7]);

        Assert.Equal([7.0], Parse(file)!.Tensors["x"].ToDoubles());
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "x.data_offsets: expected 8 bytes for F32 [2], actual 4 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "x.data_offsets: expected begin ≤ end ≤ 4, actual [0, 8]")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "x.data_offsets: expected begin ≤ end ≤ 4, actual [4, 0]")]
    [InlineData("""{"x":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}""", 4, "x.shape: expected whole numbers that are not negative, actual -4")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[-4,0]}}""", 4, "x.data_offsets: expected whole numbers that are not negative, actual -4")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "x.shape: expected at most 2147483647 elements, actual [4294967296, 4294967296]")]
    [InlineData("""{"x":{"dtype":"U8","shape":[65536,65536],"data_offsets":[0,0]}}""", 0, "x.shape: expected at most 2147483647 elements, actual [65536, 65536]")]
    [InlineData("""{"x":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}""", 1, "x.dtype: expected one of BOOL, U8, I32, I64, F16, BF16, F32, F64, actual 'F8'")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}""", 1, "x.shape: expected a list of 0 to 8 numbers, actual a list of 9")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1]}}""", 1, "x.data_offsets: expected a list of numbers, actual nothing")]
    [InlineData("""{"x":[1]}""", 0, "x: expected an object with dtype, shape and data_offsets, actual a list of 1")]
    [InlineData("""{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"y":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "y.data_offsets: expected to begin at byte 2, actual 1, which overlaps")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"y":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3, "y.data_offsets: expected to begin at byte 1, actual 2, which leaves a gap")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 2, "$: expected 1 bytes of data, actual 2")]
    [InlineData("""[]""", 0, "$: expected an object, actual a list of 0")]
    [InlineData("""{"x":""", 0, "$: expected valid JSON without repeated keys, at most 10 levels deep, actual a fault at line 1, byte 6")]
    public void Parse_LyingHeader_IsOneError(string header, int dataLength, string error)
    {
        Assert.Equal("file: " + error, Assert.Single(Errors(SafetensorsBuilder.Build(header, new byte[dataLength]))));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(3UL)]
    [InlineData(1UL << 32)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void Parse_LyingHeaderLength_IsOneError(ulong length)
    {
        var file = SafetensorsBuilder.Build("{}", []);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);

        Assert.Equal($"file: header length: expected 2 to 2 bytes, actual {length}", Assert.Single(Errors(file)));
    }

    [Fact]
    public void Parse_Truncated_NeverThrows()
    {
        var file = TestPolicyPackage.Statistics().Build();
        for (var length = 0; length < file.Length; length++)
            Assert.NotEmpty(Errors(file[..length]));
    }

    [Fact]
    public void Parse_Damaged_NeverThrows()
    {
        var random = new Random(99);
        var file = TestPolicyPackage.Statistics().Build();
        var rejected = 0;
        for (var round = 0; round < 5000; round++)
        {
            var damaged = (byte[])file.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
                damaged[random.Next(damaged.Length - 100)] = (byte)random.Next(256);
            rejected += Errors(damaged).Count > 0 ? 1 : 0;
        }

        Assert.True(rejected > 4000, $"only {rejected} of 5000 damaged files were rejected");
    }

    private static SafetensorsFile? Parse(byte[] file)
    {
        var errors = new List<PackageError>();
        var parsed = SafetensorsFile.Parse(file, "file", errors);
        Assert.Empty(errors);
        return parsed;
    }

    private static List<string> Errors(byte[] file)
    {
        var errors = new List<PackageError>();
        var parsed = SafetensorsFile.Parse(file, "file", errors);
        Assert.Equal(parsed is null, errors.Count > 0);
        return [.. errors.Select(e => e.ToString())];
    }
}
