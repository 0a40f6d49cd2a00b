using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Imaging;

/// <summary>The stage that compresses a picture as JPEG and decompresses it.</summary>
public sealed class JpegStageTests : IDisposable
{
    private readonly ImagePreprocessor _images = new();

    public void Dispose() => _images.Dispose();

    [Fact]
    public void Convert_OpenVlaOftsStages_EqualPillow()
    {
        var golden = GoldenImage.Read("openvla");
        var spec = golden.Spec() with
        {
            Stages =
            [
                new JpegStage { Quality = golden.Root.GetProperty("quality").GetInt32() },
                new ResampleStage
                {
                    Width = golden.TargetWidth,
                    Height = golden.TargetHeight,
                    Filter = ResizeFilter.Lanczos3Antialias,
                    Rounding = ByteRounding.HalfEven,
                },
            ],
            CropSide = Math.Sqrt(0.9),
            Filter = ResizeFilter.BilinearAlignCorners,
            Rounding = ByteRounding.TensorFlow,
        };
        var tensor = new float[spec.Length];

        Assert.Equal(ImageStatus.Ok, _images.Convert(golden.Picture(), spec, tensor));

        Assert.Equal(golden.Levels, tensor);
    }

    [Theory]
    [InlineData(PixelFormat.Bgr8)]
    [InlineData(PixelFormat.Rgba8)]
    [InlineData(PixelFormat.Mono8)]
    [InlineData(PixelFormat.Jpeg)]
    public void Convert_RoundTripOfOtherFormats_StaysThePicture(PixelFormat format)
    {
        const int width = 32;
        const int height = 24;
        var bytes = format switch { PixelFormat.Mono8 => 1, PixelFormat.Rgba8 => 4, _ => 3 };
        var data = new byte[width * height * bytes];
        Array.Fill(data, (byte)90);
        var frame = format == PixelFormat.Jpeg
            ? MemoryFrame.Compressed(format, JpegEncoder.EncodeRgb(data, width, height, 98, progressive: false))
            : new MemoryFrame(format, width, height, width * bytes, data);
        var spec = new ImageTensorSpec
        {
            Width = 16,
            Height = 12,
            Stages = [new JpegStage { FastTransform = true }, new CropStage { Width = 16, Height = 12 }],
            Scale = 1,
            Mean = [0, 0, 0],
            Std = [1, 1, 1],
        };
        var tensor = new float[spec.Length];

        Assert.Equal(ImageStatus.Ok, _images.Convert(frame, spec, tensor));

        Assert.All(tensor, value => Assert.Equal(90, value, 2f));
    }

    [Fact]
    public void Convert_RoundTripInASteadyState_AllocatesNothing()
    {
        var frame = GoldenImage.Read("openvla").Picture();
        var spec = new ImageTensorSpec { Width = 28, Height = 28, Stages = [new JpegStage()], Mean = [0, 0, 0], Std = [1, 1, 1] };
        var tensor = new float[spec.Length];
        for (var i = 0; i < 50; i++)
            Assert.Equal(ImageStatus.Ok, _images.Convert(frame, spec, tensor));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            _images.Convert(frame, spec, tensor);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
