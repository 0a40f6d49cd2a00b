using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Imaging;

public sealed class ImagePreprocessorTests : IDisposable
{
    private readonly ImagePreprocessor _images = new();
    private readonly ImagePreprocessor _portable = new(portable: true);

    public void Dispose()
    {
        _images.Dispose();
        _portable.Dispose();
    }

    [Theory]
    [InlineData(PixelFormat.Rgb8, ResizeFilter.Area)]
    [InlineData(PixelFormat.Bgr8, ResizeFilter.Area)]
    [InlineData(PixelFormat.Rgba8, ResizeFilter.Area)]
    [InlineData(PixelFormat.Bgra8, ResizeFilter.Area)]
    [InlineData(PixelFormat.Mono8, ResizeFilter.Area)]
    [InlineData(PixelFormat.Rgb8, ResizeFilter.Bilinear)]
    [InlineData(PixelFormat.Bgr8, ResizeFilter.Bilinear)]
    [InlineData(PixelFormat.Rgba8, ResizeFilter.Bilinear)]
    [InlineData(PixelFormat.Mono8, ResizeFilter.Bilinear)]
    [InlineData(PixelFormat.Rgb8, ResizeFilter.Nearest)]
    [InlineData(PixelFormat.Bgra8, ResizeFilter.Nearest)]
    [InlineData(PixelFormat.Mono8, ResizeFilter.Nearest)]
    public void Convert_RandomSizes_EqualsTheReference(PixelFormat format, ResizeFilter filter)
    {
        var random = new Random(20261 + (10 * (int)format) + (int)filter);
        for (var round = 0; round < 40; round++)
        {
            // Every fourth round without a change of size, which is another kernel.
            var (width, height) = (random.Next(1, 90), random.Next(1, 70));
            var (targetWidth, targetHeight) = round % 4 == 0 ? (width, height) : (random.Next(1, 60), random.Next(1, 50));
            Check(random, format, width, height, random.Next(0, 9), new ImageTensorSpec
            {
                Width = targetWidth,
                Height = targetHeight,
                Channels = 3,
                BgrOrder = random.Next(2) == 0,
                ChannelsLast = random.Next(2) == 0,
                Filter = filter,
                Mean = [0.485f, 0.456f, 0.406f],
                Std = [0.229f, 0.224f, 0.225f],
            });
            Check(random, format, width, height, random.Next(0, 9), new ImageTensorSpec
            {
                Width = targetWidth,
                Height = targetHeight,
                Channels = 1,
                ChannelsLast = random.Next(2) == 0,
                Filter = filter,
                Mean = [0.3f],
                Std = [0.25f],
            });
        }
    }

    [Theory]
    [InlineData(320, 240)]
    [InlineData(640, 480)]
    [InlineData(96, 96)]
    public void Convert_CameraSizes_EqualsTheReference(int width, int height)
    {
        Check(new Random(width), PixelFormat.Rgb8, width, height, 0, Spec(96, 96));
    }

    [Fact]
    public void Convert_AreaOfFractionalPixels_GivesExactValues()
    {
        // Five pixels on two: each target covers 2.5 of them.
        float[] expected = [(0 + 50 + (0.5f * 100)) / 2.5f, ((0.5f * 100) + 150 + 250) / 2.5f];
        var tensor = new float[2];
        var spec = new ImageTensorSpec { Width = 2, Height = 1, Channels = 1, Scale = 1, Mean = [0], Std = [1] };

        Assert.Equal(ImageStatus.Ok, _images.Convert(new MemoryFrame(PixelFormat.Mono8, 5, 1, 5, [0, 50, 100, 150, 250]), spec, tensor));

        Assert.Equal(expected, tensor);
    }

    [Fact]
    public void Convert_ScaleMeanStd_AreAppliedInThisOrder()
    {
        var tensor = new float[3];
        var spec = new ImageTensorSpec { Width = 1, Height = 1, Scale = 0.5f, Mean = [1, 2, 3], Std = [2, 4, 8] };

        Assert.Equal(ImageStatus.Ok, _images.Convert(new MemoryFrame(PixelFormat.Rgb8, 1, 1, 3, [10, 20, 30]), spec, tensor));

        Assert.Equal([(5 - 1) / 2f, (10 - 2) / 4f, (15 - 3) / 8f], tensor);
    }

    [Fact]
    public void Convert_LastRowWithoutPadding_IsAccepted()
    {
        var tensor = new float[2 * 2 * 3];
        var frame = new MemoryFrame(PixelFormat.Rgb8, 2, 2, 10, new byte[10 + 6]);

        Assert.Equal(ImageStatus.Ok, _images.Convert(frame, Spec(2, 2), tensor));
    }

    [Theory]
    [InlineData(2, 2, 6, 11)]
    [InlineData(2, 2, 5, 100)]
    [InlineData(0, 2, 6, 100)]
    [InlineData(2, 0, 6, 100)]
    [InlineData(-2, 2, 6, 100)]
    [InlineData(2, 2, -6, 100)]
    [InlineData(8193, 1, 24579, 24579)]
    [InlineData(1, 8193, 3, 24579)]
    [InlineData(2, int.MaxValue, int.MaxValue, 100)]
    [InlineData(int.MaxValue, 2, int.MaxValue, 100)]
    public void Convert_LyingLayout_IsRejected(int width, int height, int step, int length)
    {
        var frame = new MemoryFrame(PixelFormat.Rgb8, width, height, step, new byte[length]);

        Assert.Equal(ImageStatus.InvalidLayout, _images.Convert(frame, Spec(2, 2), new float[12]));
    }

    [Fact]
    public void Convert_UnknownFormat_IsRejected()
    {
        var frame = new MemoryFrame(PixelFormat.Unsupported, 2, 2, 6, new byte[12]);

        Assert.Equal(ImageStatus.UnsupportedFormat, _images.Convert(frame, Spec(2, 2), new float[12]));
    }

    [Fact]
    public void Convert_WithoutFilter_RejectsAnotherSize()
    {
        var spec = Spec(2, 2) with { Filter = ResizeFilter.None };

        Assert.Equal(ImageStatus.Ok, _images.Convert(new MemoryFrame(PixelFormat.Rgb8, 2, 2, 6, new byte[12]), spec, new float[12]));
        Assert.Equal(ImageStatus.InvalidLayout, _images.Convert(new MemoryFrame(PixelFormat.Rgb8, 2, 1, 6, new byte[6]), spec, new float[12]));
    }

    [Fact]
    public void Convert_DestinationOfAnotherLength_Throws()
    {
        var frame = new MemoryFrame(PixelFormat.Rgb8, 2, 2, 6, new byte[12]);

        Assert.Throws<ArgumentException>(() => _images.Convert(frame, Spec(2, 2), new float[11]));
    }

    [Fact]
    public void Convert_SteadyState_AllocatesNothing()
    {
        var large = new MemoryFrame(PixelFormat.Rgb8, 64, 48, 192, new byte[192 * 48]);
        var small = new MemoryFrame(PixelFormat.Bgra8, 40, 30, 160, new byte[160 * 30]);
        var (areaSpec, bilinearSpec, sameSpec) = (Spec(16, 16), Spec(24, 16) with { Filter = ResizeFilter.Bilinear }, Spec(64, 48));
        var (area, bilinear, same) = (new float[areaSpec.Length], new float[bilinearSpec.Length], new float[sameSpec.Length]);
        for (var i = 0; i < 50; i++)
            Round();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            Round();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            _images.Convert(large, areaSpec, area);
            _images.Convert(small, areaSpec, area);
            _images.Convert(small, bilinearSpec, bilinear);
            _images.Convert(large, sameSpec, same);
        }
    }

    private static ImageTensorSpec Spec(int width, int height) =>
        new() { Width = width, Height = height, Mean = [0.5f, 0.4f, 0.3f], Std = [0.2f, 0.25f, 0.3f] };

    private void Check(Random random, PixelFormat format, int width, int height, int padding, ImageTensorSpec spec)
    {
        var bytesPerPixel = format switch { PixelFormat.Mono8 => 1, PixelFormat.Rgb8 or PixelFormat.Bgr8 => 3, _ => 4 };
        var step = (width * bytesPerPixel) + padding;
        var data = new byte[(step * (height - 1)) + (width * bytesPerPixel)];
        random.NextBytes(data);
        var expected = ReferenceImaging.Convert(format, width, height, step, data, spec);
        foreach (var images in new[] { _images, _portable })
        {
            var tensor = new float[spec.Length];

            Assert.Equal(ImageStatus.Ok, images.Convert(new MemoryFrame(format, width, height, step, data), spec, tensor));

            for (var i = 0; i < expected.Length; i++)
                if (!(Math.Abs(expected[i] - tensor[i]) <= 1e-5))
                    Assert.Fail($"{format} {width}×{height} step {step} → {spec}: value {i} is {tensor[i]}, not {expected[i]}");
        }
    }
}
