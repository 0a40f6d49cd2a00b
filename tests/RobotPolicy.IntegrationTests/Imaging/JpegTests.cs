using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Imaging;

public sealed class JpegTests : IDisposable
{
    private const int Width = 64;
    private const int Height = 48;
    private readonly ImagePreprocessor _images = new();

    public void Dispose() => _images.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Convert_Jpeg_GivesTheEncodedPixels(bool progressive)
    {
        var pixels = Gradient();
        var tensor = new float[Width * Height * 3];

        Assert.Equal(ImageStatus.Ok, Convert(JpegEncoder.EncodeRgb(pixels, Width, Height, 98, progressive), tensor));

        for (var i = 0; i < Width * Height; i++)
            for (var channel = 0; channel < 3; channel++)
                Assert.Equal(pixels[(i * 3) + channel], tensor[(channel * Width * Height) + i], 6f);
    }

    [Fact]
    public void Convert_GreyJpeg_IsSpreadToThreeChannels()
    {
        var pixels = new byte[Width * Height];
        Array.Fill(pixels, (byte)77);
        var tensor = new float[Width * Height * 3];

        Assert.Equal(ImageStatus.Ok, Convert(JpegEncoder.EncodeGrey(pixels, Width, Height), tensor));

        Assert.All(tensor, value => Assert.Equal(77, value, 2f));
    }

    [Fact]
    public void Convert_CmykJpeg_IsUnsupported()
    {
        var jpeg = JpegEncoder.EncodeCmyk(new byte[Width * Height * 4], Width, Height);

        Assert.Equal(ImageStatus.UnsupportedFormat, Convert(jpeg, new float[Width * Height * 3]));
    }

    [Fact]
    public void Convert_JpegTruncatedAnywhere_IsCorrupt()
    {
        var tensor = new float[Width * Height * 3];
        var jpeg = JpegEncoder.EncodeRgb(Gradient(), Width, Height);

        // The last two bytes are the end marker; a stream without it is complete in its pixels, but still not whole.
        for (var length = 0; length < jpeg.Length; length++)
            Assert.Equal(ImageStatus.CorruptStream, Convert(jpeg[..length], tensor));
        Assert.Equal(ImageStatus.Ok, Convert(jpeg, tensor));
    }

    [Fact]
    public void Convert_DamagedJpegs_NeverThrow()
    {
        var random = new Random(5);
        var tensor = new float[Width * Height * 3];
        var jpeg = JpegEncoder.EncodeRgb(Gradient(), Width, Height);
        for (var round = 0; round < 3000; round++)
        {
            var damaged = (byte[])jpeg.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Convert(damaged, tensor);

            // Neither does one broken picture spoil the next.
            Assert.Equal(ImageStatus.Ok, Convert(jpeg, tensor));
        }
    }

    [Fact]
    public void Convert_JpegThatAnnouncesAHugePicture_IsRejectedBeforeDecoding()
    {
        var jpeg = JpegEncoder.EncodeRgb(Gradient(), Width, Height);

        // Start of frame: marker, length, precision, then height and width.
        var frame = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        Assert.True(frame > 0);
        (jpeg[frame + 5], jpeg[frame + 6]) = (0xFF, 0xDC);
        (jpeg[frame + 7], jpeg[frame + 8]) = (0xFF, 0xDC);

        Assert.Equal(ImageStatus.InvalidLayout, Convert(jpeg, new float[Width * Height * 3]));
    }

    [Fact]
    public void Convert_JpegSteadyState_AllocatesNothing()
    {
        var frame = MemoryFrame.Compressed(PixelFormat.Jpeg, JpegEncoder.EncodeRgb(Gradient(), Width, Height));
        var spec = Spec(24, 16);
        var tensor = new float[spec.Length];
        for (var i = 0; i < 50; i++)
            _images.Convert(frame, spec, tensor);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            _images.Convert(frame, spec, tensor);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Convert_AfterDispose_IsUnsupportedAndSaysWhy()
    {
        var jpeg = JpegEncoder.EncodeRgb(Gradient(), Width, Height);
        _images.Dispose();

        Assert.Equal(ImageStatus.UnsupportedFormat, Convert(jpeg, new float[Width * Height * 3]));
        Assert.Equal("The decoder is disposed.", _images.InstallationError);
    }

    private static ImageTensorSpec Spec(int width, int height) =>
        new() { Width = width, Height = height, Scale = 1, Mean = [0, 0, 0], Std = [1, 1, 1] };

    private static byte[] Gradient()
    {
        var pixels = new byte[Width * Height * 3];
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
            {
                var at = ((y * Width) + x) * 3;
                pixels[at] = (byte)(x * 4);
                pixels[at + 1] = (byte)(y * 5);
                pixels[at + 2] = (byte)(255 - (x * 2) - y);
            }

        return pixels;
    }

    private ImageStatus Convert(byte[] jpeg, float[] tensor) =>
        _images.Convert(MemoryFrame.Compressed(PixelFormat.Jpeg, jpeg), Spec(Width, Height), tensor);
}
