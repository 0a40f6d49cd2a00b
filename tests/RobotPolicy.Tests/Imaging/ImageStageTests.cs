using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Imaging;

public sealed class ImageStageTests : IDisposable
{
    private readonly ImagePreprocessor _images = new();

    public void Dispose() => _images.Dispose();

    [Fact]
    public void Convert_CentredCrop_RoundsHalvesToTheEvenPixel()
    {
        // Half of what is left over: of 7 − 4 it is 1.5, which becomes 2; of 7 − 2 it is 2.5, which becomes 2, too.
        var frame = Numbered(7, 7);

        Assert.Equal([16, 17, 18, 19], Levels(frame, new CropStage { Width = 4, Height = 1, Left = 2, Top = 2 }, 4, 1));
        Assert.Equal([23, 24, 25, 26], Levels(frame, new CropStage { Width = 4, Height = 1 }, 4, 1));
        Assert.Equal([23, 24], Levels(frame, new CropStage { Width = 2, Height = 1 }, 2, 1));
    }

    [Theory]
    [InlineData(8, 7, null, null)]
    [InlineData(7, 8, null, null)]
    [InlineData(4, 4, 4, 0)]
    [InlineData(4, 4, 0, 4)]
    public void Convert_CropBeyondThePicture_IsRejected(int width, int height, int? left, int? top)
    {
        var spec = Grey(width, height) with { Stages = [new CropStage { Width = width, Height = height, Left = left, Top = top }] };

        Assert.Equal(ImageStatus.InvalidLayout, _images.Convert(Numbered(7, 7), spec, new float[spec.Length]));
    }

    [Fact]
    public void Convert_Window_EqualsThePartOfTheWhole()
    {
        var golden = GoldenImage.Read("opencv_bilinear_down");
        var whole = golden.Spec() with { Filter = ResizeFilter.Lanczos3Antialias, Rounding = ByteRounding.None };
        var part = whole with { Width = 13, Height = 9, Window = new ImageWindow(whole.Width, whole.Height, 5, 11) };
        var (all, some) = (new float[whole.Length], new float[part.Length]);

        Assert.Equal(ImageStatus.Ok, _images.Convert(golden.Picture(), whole, all));
        Assert.Equal(ImageStatus.Ok, _images.Convert(golden.Picture(), part, some));

        for (var y = 0; y < part.Height; y++)
            for (var x = 0; x < part.Width * 3; x++)
                Assert.Equal(all[((y + 11) * whole.Width * 3) + 15 + x], some[(y * part.Width * 3) + x], 1e-3f);
    }

    [Theory]
    [InlineData(ByteRounding.HalfEven, 0.5, 0)]
    [InlineData(ByteRounding.HalfEven, 1.5, 2)]
    [InlineData(ByteRounding.HalfUp, 0.5, 1)]
    [InlineData(ByteRounding.HalfUp, 1.5, 2)]
    [InlineData(ByteRounding.Truncate, 1.5, 1)]
    [InlineData(ByteRounding.TensorFlow, 1.5, 1)]
    [InlineData(ByteRounding.Pillow, 2.5, 3)]
    [InlineData(ByteRounding.None, 2.5, 2.5)]
    public void Convert_Rounding_IsAppliedToTheMean(ByteRounding rounding, double mean, double expected)
    {
        // The mean of a lower and an upper pixel, in a colour picture wide enough for the widest vectors, and in a grey one.
        var (low, high) = ((byte)Math.Floor(mean), (byte)Math.Ceiling(mean));
        foreach (var format in new[] { PixelFormat.Rgb8, PixelFormat.Mono8 })
        {
            var step = 40 * (format == PixelFormat.Rgb8 ? 3 : 1);
            var data = new byte[step * 2];
            data.AsSpan(0, step).Fill(low);
            data.AsSpan(step).Fill(high);
            var spec = Grey(40, 1) with { Channels = 3, Mean = [0, 0, 0], Std = [1, 1, 1], Rounding = rounding };
            var tensor = new float[spec.Length];

            Assert.Equal(ImageStatus.Ok, _images.Convert(new MemoryFrame(format, 40, 2, step, data), spec, tensor));

            Assert.All(tensor, value => Assert.Equal((float)expected, value));
        }
    }

    [Fact]
    public void Convert_BytesBetweenOfAnyFormat_AreTheSamePicture()
    {
        var stage = new ResampleStage { Width = 21, Height = 13, Filter = ResizeFilter.Area, Rounding = ByteRounding.HalfUp };
        var spec = new ImageTensorSpec { Width = 9, Height = 5, Stages = [stage], Mean = [0, 0, 0], Std = [1, 1, 1] };
        var tensors = new List<float[]>();
        foreach (var format in new[] { PixelFormat.Rgb8, PixelFormat.Bgr8, PixelFormat.Rgba8, PixelFormat.Bgra8 })
        {
            var tensor = new float[spec.Length];
            Assert.Equal(ImageStatus.Ok, _images.Convert(Coloured(format, 50, 40), spec, tensor));
            tensors.Add(tensor);
        }

        Assert.All(tensors, tensor => Assert.Equal(tensors[0], tensor));
        Assert.NotEqual(tensors[0][..45], tensors[0][45..90]);
    }

    [Fact]
    public void Convert_StagesInASteadyState_AllocateNothing()
    {
        var frame = Coloured(PixelFormat.Rgb8, 64, 48);
        var spec = new ImageTensorSpec
        {
            Width = 20,
            Height = 20,
            Stages =
            [
                new CropStage { Width = 60, Height = 40 },
                new ResampleStage { Width = 32, Height = 32, Filter = ResizeFilter.Lanczos3Antialias, Rounding = ByteRounding.HalfEven },
                new ResampleStage { Width = 28, Height = 30, Filter = ResizeFilter.BilinearAntialias, Rounding = ByteRounding.Pillow, Fit = ImageFit.PadAround },
            ],
            Filter = ResizeFilter.Bicubic,
            Rounding = ByteRounding.Pillow,
            Mean = [0, 0, 0],
            Std = [1, 1, 1],
        };
        var tensor = new float[spec.Length];
        for (var i = 0; i < 50; i++)
            _images.Convert(frame, spec, tensor);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            _images.Convert(frame, spec, tensor);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ImageTensorSpec Grey(int width, int height) =>
        new() { Width = width, Height = height, Channels = 1, Scale = 1, Mean = [0], Std = [1] };

    private static MemoryFrame Numbered(int width, int height) =>
        new(PixelFormat.Mono8, width, height, width, [.. Enumerable.Range(0, width * height).Select(i => (byte)i)]);

    private static MemoryFrame Coloured(PixelFormat format, int width, int height)
    {
        var bytes = format is PixelFormat.Rgb8 or PixelFormat.Bgr8 ? 3 : 4;
        var blueFirst = format is PixelFormat.Bgr8 or PixelFormat.Bgra8;
        var random = new Random(9);
        var data = new byte[width * height * bytes];
        for (var i = 0; i < data.Length; i += bytes)
        {
            var (red, green, blue) = ((byte)random.Next(256), (byte)random.Next(200), (byte)random.Next(100));
            (data[i], data[i + 1], data[i + 2]) = blueFirst ? (blue, green, red) : (red, green, blue);
        }

        return new MemoryFrame(format, width, height, width * bytes, data);
    }

    private float[] Levels(MemoryFrame frame, ImageStage stage, int width, int height)
    {
        var spec = Grey(width, height) with { Stages = [stage] };
        var tensor = new float[spec.Length];
        Assert.Equal(ImageStatus.Ok, _images.Convert(frame, spec, tensor));
        return tensor;
    }
}
