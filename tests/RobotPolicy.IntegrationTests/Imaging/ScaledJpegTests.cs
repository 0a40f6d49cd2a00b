using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Imaging;

/// <summary>JPEG decoded smaller than it is, where a package allows it.</summary>
public sealed class ScaledJpegTests : IDisposable
{
    private const int Width = 320;
    private const int Height = 240;
    private readonly ImagePreprocessor _images = new();

    public void Dispose() => _images.Dispose();

    [Theory]
    [InlineData(160, 120, ResizeFilter.Area)]
    [InlineData(112, 112, ResizeFilter.Area)]
    [InlineData(80, 60, ResizeFilter.Area)]
    [InlineData(48, 48, ResizeFilter.Area)]
    [InlineData(40, 30, ResizeFilter.Area)]
    [InlineData(112, 112, ResizeFilter.BilinearAntialias)]
    [InlineData(112, 112, ResizeFilter.BicubicAntialias)]
    [InlineData(112, 112, ResizeFilter.Lanczos3Antialias)]
    public void Convert_Allowed_IsCloseToTheWholePictureResized(int width, int height, ResizeFilter filter)
    {
        var spec = Spec(width, height) with { Filter = filter };
        var jpeg = JpegEncoder.EncodeRgb(Scene(), Width, Height);

        var (mean, largest) = Difference(Convert(jpeg, spec), Convert(jpeg, spec with { ScaledDecode = true }));

        Assert.True(mean is > 0 and < 1.5, $"mean {mean}");
        Assert.True(largest < 48, $"largest {largest}");
    }

    [Fact]
    public void Convert_AnEighth_IsTheMeanOfEachBlock()
    {
        var jpeg = JpegEncoder.EncodeRgb(Scene(), Width, Height, 98);

        // The constant term of a block's transform is its mean, so only rounding and colour conversion are left.
        var (mean, largest) = Difference(Convert(jpeg, Spec(Width / 8, Height / 8)), Convert(jpeg, Spec(Width / 8, Height / 8) with { ScaledDecode = true }));

        Assert.True(mean < 0.5, $"mean {mean}");
        Assert.True(largest < 3, $"largest {largest}");
    }

    [Fact]
    public void Convert_Position_IsNotMoved()
    {
        // A ramp stays where it is: half a pixel's shift of the small picture would be 4 levels.
        var pixels = new byte[Width * Height * 3];
        for (var i = 0; i < Width * Height; i++)
            pixels.AsSpan(3 * i, 3).Fill((byte)(i % Width * 255 / Width));
        var jpeg = JpegEncoder.EncodeRgb(pixels, Width, Height, 100);

        var (_, largest) = Difference(Convert(jpeg, Spec(40, 40)), Convert(jpeg, Spec(40, 40) with { ScaledDecode = true }));

        Assert.True(largest < 1.5, $"largest {largest}");
    }

    [Theory]
    [InlineData(ResizeFilter.Bilinear)]
    [InlineData(ResizeFilter.Nearest)]
    public void Convert_FilterThatSkipsPixels_IsExact(ResizeFilter filter)
    {
        var spec = Spec(80, 60) with { Filter = filter };
        var jpeg = JpegEncoder.EncodeRgb(Scene(), Width, Height);

        Assert.Equal(Convert(jpeg, spec), Convert(jpeg, spec with { ScaledDecode = true }));
    }

    [Fact]
    public void Convert_CutOffAnywhere_IsCorrupt()
    {
        var spec = Spec(48, 48) with { ScaledDecode = true };
        var tensor = new float[spec.Length];
        var jpeg = JpegEncoder.EncodeRgb(Scene(), Width, Height, 60);

        for (var length = 0; length < jpeg.Length; length += 7)
            Assert.Equal(ImageStatus.CorruptStream, _images.Convert(MemoryFrame.Compressed(PixelFormat.Jpeg, jpeg[..length]), spec, tensor));
        Assert.Equal(ImageStatus.Ok, _images.Convert(MemoryFrame.Compressed(PixelFormat.Jpeg, jpeg), spec, tensor));
    }

    [Fact]
    public void Convert_SteadyState_AllocatesNothing()
    {
        var frame = MemoryFrame.Compressed(PixelFormat.Jpeg, JpegEncoder.EncodeRgb(Scene(), Width, Height));
        var spec = Spec(112, 112) with { ScaledDecode = true };
        var tensor = new float[spec.Length];
        for (var i = 0; i < 50; i++)
            _images.Convert(frame, spec, tensor);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            _images.Convert(frame, spec, tensor);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ImageTensorSpec Spec(int width, int height) =>
        new() { Width = width, Height = height, Filter = ResizeFilter.Area, Scale = 1, Mean = [0, 0, 0], Std = [1, 1, 1] };

    /// <summary>Smooth light, blocks with edges, and noise.</summary>
    private static byte[] Scene()
    {
        var random = new Random(8);
        var pixels = new byte[Width * Height * 3];
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
                for (var c = 0; c < 3; c++)
                {
                    var block = ((x / 37) + (y / 29)) % 3 == c ? 70 : 0;
                    pixels[(((y * Width) + x) * 3) + c] = (byte)(60 + (x / 4) + (y / 8) + block + random.Next(-3, 4));
                }

        return pixels;
    }

    private static (double Mean, double Largest) Difference(float[] expected, float[] actual)
    {
        var differences = expected.Zip(actual, (a, b) => (double)Math.Abs(a - b)).ToArray();
        return (differences.Average(), differences.Max());
    }

    private float[] Convert(byte[] jpeg, ImageTensorSpec spec)
    {
        var tensor = new float[spec.Length];
        Assert.Equal(ImageStatus.Ok, _images.Convert(MemoryFrame.Compressed(PixelFormat.Jpeg, jpeg), spec, tensor));
        return tensor;
    }
}
