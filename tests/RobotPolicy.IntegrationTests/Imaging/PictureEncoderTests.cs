using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Imaging;

public sealed class PictureEncoderTests : IDisposable
{
    private const int Width = 64;
    private const int Height = 48;
    private readonly PictureEncoder _encoder = new();
    private readonly ImagePreprocessor _images = new();

    public void Dispose()
    {
        _encoder.Dispose();
        _images.Dispose();
    }

    [Theory]
    [InlineData(PixelFormat.Rgb8, 3)]
    [InlineData(PixelFormat.Bgr8, 3)]
    [InlineData(PixelFormat.Rgba8, 4)]
    [InlineData(PixelFormat.Bgra8, 4)]
    [InlineData(PixelFormat.Mono8, 1)]
    public void Encode_AnyLayout_KeepsTheColours(PixelFormat format, int bytesPerPixel)
    {
        // Padded rows, so that a forgotten step shows.
        var step = (Width * bytesPerPixel) + 12;
        var data = new byte[step * Height];
        byte[] pixel = format switch
        {
            PixelFormat.Bgr8 => [30, 120, 200],
            PixelFormat.Bgra8 => [30, 120, 200, 9],
            PixelFormat.Mono8 => [120],
            PixelFormat.Rgba8 => [200, 120, 30, 9],
            _ => [200, 120, 30],
        };
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
                pixel.CopyTo(data, (y * step) + (x * bytesPerPixel));

        Assert.Equal(ImageStatus.Ok, _encoder.Encode(new MemoryFrame(format, Width, Height, step, data), 0, 90, out var encoded));

        Assert.Equal((Width, Height), (encoded.Width, encoded.Height));
        int[] expected = format == PixelFormat.Mono8 ? [120, 120, 120] : [200, 120, 30];
        var decoded = Decode(encoded);
        for (var channel = 0; channel < 3; channel++)
            Assert.All(decoded.Skip(channel * Width * Height).Take(Width * Height), value => Assert.Equal(expected[channel], value, 4f));
    }

    [Fact]
    public void Encode_TooWide_IsScaledWithItsHeight()
    {
        var data = new byte[Width * Height * 3];
        Array.Fill(data, (byte)90);

        Assert.Equal(ImageStatus.Ok, _encoder.Encode(new MemoryFrame(PixelFormat.Rgb8, Width, Height, Width * 3, data), 20, 75, out var encoded));

        Assert.Equal((20, 15), (encoded.Width, encoded.Height));
        Assert.All(Decode(encoded), value => Assert.Equal(90, value, 3f));
    }

    [Fact]
    public void Encode_Jpeg_IsEncodedAnew()
    {
        var data = new byte[Width * Height * 3];
        Array.Fill(data, (byte)90);
        var frame = MemoryFrame.Compressed(PixelFormat.Jpeg, JpegEncoder.EncodeRgb(data, Width, Height));

        Assert.Equal(ImageStatus.Ok, _encoder.Encode(frame, 32, 75, out var encoded));

        Assert.Equal((32, 24), (encoded.Width, encoded.Height));
    }

    [Theory]
    [InlineData(PixelFormat.Jpeg)]
    [InlineData(PixelFormat.Png)]
    [InlineData(PixelFormat.Rgb8)]
    [InlineData(PixelFormat.Unsupported)]
    public void Encode_Garbage_IsAStatus(PixelFormat format)
    {
        var garbage = new byte[100];
        new Random(3).NextBytes(garbage);

        Assert.NotEqual(ImageStatus.Ok, _encoder.Encode(new MemoryFrame(format, 1000, 1000, 3000, garbage), 0, 75, out _));
        Assert.Null(_encoder.InstallationError);
    }

    private float[] Decode(EncodedPicture encoded)
    {
        var spec = new ImageTensorSpec { Width = encoded.Width, Height = encoded.Height, Scale = 1, Mean = [0, 0, 0], Std = [1, 1, 1] };
        var tensor = new float[spec.Length];
        Assert.Equal(ImageStatus.Ok, _images.Convert(MemoryFrame.Compressed(PixelFormat.Jpeg, encoded.Jpeg), spec, tensor));
        return tensor;
    }
}
