using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Imaging;

/// <summary>Pictures that have the tensor's size already, whatever part of a row the widest instructions take.</summary>
public sealed class SameSizeTests : IDisposable
{
    private readonly ImagePreprocessor _images = new();

    public void Dispose() => _images.Dispose();

    [Theory]
    [InlineData(PixelFormat.Rgb8, 3, 5)]
    [InlineData(PixelFormat.Rgb8, 3, 0)]
    [InlineData(PixelFormat.Bgr8, 3, 0)]
    [InlineData(PixelFormat.Rgba8, 4, 5)]
    [InlineData(PixelFormat.Rgba8, 4, 0)]
    [InlineData(PixelFormat.Bgra8, 4, 0)]
    public void Convert_AnyWidth_PutsEveryByteInItsPlace(PixelFormat format, int stride, int padding)
    {
        const int height = 3;
        var random = new Random(4);
        for (var width = 1; width <= 100; width++)
        {
            // The last row is without padding, and nothing is behind it.
            var step = (width * stride) + padding;
            var data = new byte[(step * (height - 1)) + (width * stride)];
            random.NextBytes(data);
            var spec = new ImageTensorSpec { Width = width, Height = height, Filter = ResizeFilter.None, Scale = 1, Mean = [0, 0, 0], Std = [1, 1, 1] };
            var tensor = new float[spec.Length];

            Assert.Equal(ImageStatus.Ok, _images.Convert(new MemoryFrame(format, width, height, step, data), spec, tensor));

            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                    for (var channel = 0; channel < 3; channel++)
                    {
                        var lane = format is PixelFormat.Bgr8 or PixelFormat.Bgra8 ? 2 - channel : channel;
                        Assert.Equal(data[(y * step) + (x * stride) + lane], tensor[(((channel * height) + y) * width) + x]);
                    }
        }
    }

    [Fact]
    public void Convert_EveryLevel_IsNormalisedAsTheFormulaSays()
    {
        var data = Enumerable.Range(0, 256).SelectMany(level => Enumerable.Repeat((byte)level, 3)).ToArray();
        var spec = new ImageTensorSpec { Width = 256, Height = 1, Filter = ResizeFilter.None, Mean = [0.485f, 0.456f, 0.406f], Std = [0.229f, 0.224f, 0.225f] };
        var tensor = new float[spec.Length];

        Assert.Equal(ImageStatus.Ok, _images.Convert(new MemoryFrame(PixelFormat.Rgb8, 256, 1, 768, data), spec, tensor));

        for (var channel = 0; channel < 3; channel++)
            for (var level = 0; level < 256; level++)
                Assert.Equal(((level / 255.0) - spec.Mean[channel]) / spec.Std[channel], tensor[(channel * 256) + level], 1e-6);
    }
}
