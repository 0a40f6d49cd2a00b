using System.Text;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Tests.Messages;

public sealed class ImageTests
{
    [Theory]
    [InlineData(2, 3, "rgb8", 9, 18, null)]
    [InlineData(2, 3, "rgb8", 12, 24, null)]
    [InlineData(2, 3, "rgb8", 9, 100, null)]
    [InlineData(0, 0, "rgb8", 0, 0, null)]
    [InlineData(2, 3, "rgb8", 9, 17, "data: inconsistent length at byte 4: expected 18, actual 17")]
    [InlineData(2, 3, "rgb8", 8, 18, "step: inconsistent length at byte 4: expected 9, actual 8")]
    [InlineData(2, 3, "32FC1", 11, 30, "step: inconsistent length at byte 4: expected 12, actual 11")]
    [InlineData(2, 3, "my_own_encoding", 1, 2, null)]
    [InlineData(2, 3, "my_own_encoding", 2, 3, "data: inconsistent length at byte 4: expected 4, actual 3")]
    [InlineData(uint.MaxValue, 1, "mono8", uint.MaxValue, 8, "data: inconsistent length at byte 4: expected 9223372036854775807, actual 8")]
    [InlineData(0, uint.MaxValue, "rgba8", uint.MaxValue, 0, "step: inconsistent length at byte 4: expected 17179869180, actual 4294967295")]
    [InlineData(0x10000, 1, "mono8", 0x10000, 8, "data: inconsistent length at byte 4: expected 4294967296, actual 8")]
    public void Encode_GeometryAgainstData_IsChecked(uint height, uint width, string encoding, uint step, int dataLength, string? expected)
    {
        var message = new Image
        {
            Height = height,
            Width = width,
            EncodingName = Encoding.UTF8.GetBytes(encoding),
            Step = step,
            Data = new byte[dataLength],
        };

        var isValid = message.TryEncode(new byte[1000], out _, out var error);

        Assert.Equal(expected is null, isValid);
        Assert.Equal(expected ?? "ok", error.ToString());
    }

    [Fact]
    public void Decode_StepThatLies_IsAnErrorAndNoImage()
    {
        var cdr = GoldenCdr.Read("image", isBigEndian: false);
        var offset = cdr.AsSpan().IndexOf(new byte[] { 10, 0, 0, 0, 20, 0, 0, 0 });
        cdr[offset] = 11;

        Assert.False(Image.TryDecode(cdr, out var message, out var error));
        Assert.Equal((CdrStatus.InconsistentLengths, "data", 22, 20), (error.Status, error.Field, error.Expected, error.Actual));
        Assert.True(message.Data.IsEmpty);
        Assert.Equal(0u, message.Height);
    }

    [Theory]
    [InlineData("rgb8", ImageEncoding.Rgb8, 3, 3)]
    [InlineData("bgr8", ImageEncoding.Bgr8, 3, 3)]
    [InlineData("rgba8", ImageEncoding.Rgba8, 4, 4)]
    [InlineData("bgra8", ImageEncoding.Bgra8, 4, 4)]
    [InlineData("mono8", ImageEncoding.Mono8, 1, 1)]
    [InlineData("8UC1", ImageEncoding.Mono8, 1, 1)]
    [InlineData("mono16", ImageEncoding.Mono16, 1, 2)]
    [InlineData("16UC1", ImageEncoding.Depth16UC1, 1, 2)]
    [InlineData("32FC1", ImageEncoding.Depth32FC1, 1, 4)]
    [InlineData("yuyv", ImageEncoding.Yuyv, 2, 2)]
    [InlineData("yuv422_yuy2", ImageEncoding.Yuyv, 2, 2)]
    [InlineData("uyvy", ImageEncoding.Uyvy, 2, 2)]
    [InlineData("yuv422", ImageEncoding.Uyvy, 2, 2)]
    [InlineData("bayer_rggb8", ImageEncoding.BayerRggb8, 1, 1)]
    [InlineData("bayer_grbg16", ImageEncoding.BayerGrbg16, 1, 2)]
    public void Parse_KnownName_GivesItsFacts(string name, ImageEncoding encoding, int channels, int bytesPerPixel)
    {
        Assert.Equal(encoding, ImageEncodings.Parse(Encoding.UTF8.GetBytes(name)));
        Assert.Equal(channels, ImageEncodings.GetChannels(encoding));
        Assert.Equal(bytesPerPixel, ImageEncodings.GetBytesPerPixel(encoding));
    }

    [Theory]
    [InlineData("")]
    [InlineData("RGB8")]
    [InlineData("rgb8 ")]
    [InlineData("nv21")]
    public void Parse_OtherName_IsUnknown(string name) =>
        Assert.Equal(ImageEncoding.Unknown, ImageEncodings.Parse(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void GetName_OfEachEncoding_ParsesBack()
    {
        foreach (var encoding in Enum.GetValues<ImageEncoding>().Where(encoding => encoding != ImageEncoding.Unknown))
            Assert.Equal(encoding, ImageEncodings.Parse(ImageEncodings.GetName(encoding)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageEncodings.GetChannels(ImageEncoding.Unknown));
    }
}
