using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Imaging;

/// <summary>Filters, roundings and paddings against what OpenCV and Pillow computed (<c>tests/golden/make_images.py</c>).</summary>
public sealed class GoldenImageTests
{
    public static TheoryData<string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var name in GoldenFolder.Cases(GoldenImage.Folder).Where(name => !name.StartsWith("openvla", StringComparison.Ordinal)))
            {
                data.Add(name, false);
                data.Add(name, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convert_EqualsTheLibrary(string name, bool portable)
    {
        var golden = GoldenImage.Read(name);
        var spec = golden.Spec();
        var tensor = new float[spec.Length];
        using var images = new ImagePreprocessor(portable);

        Assert.Equal(ImageStatus.Ok, images.Convert(golden.Picture(), spec, tensor));

        // OpenCV's weights for bytes have eleven bits, so that it may round the other way; Pillow's are ours.
        var (largest, share) = golden.Compare(tensor);
        var exact = spec.Rounding == ByteRounding.Pillow || spec.Filter is ResizeFilter.Nearest or ResizeFilter.NearestFloor;
        var allowed = exact ? 0 : golden.IsRounded ? 1 : 0.001f;
        Assert.True(largest <= allowed, $"{name}: {largest} levels apart, {share:P1} of the values");
    }

    [Fact]
    public void Convert_StagesThatRoundBetween_EqualTheLibrary()
    {
        var golden = GoldenImage.Read("openvla_no_jpeg");
        var spec = golden.Spec() with
        {
            Stages =
            [
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
        using var images = new ImagePreprocessor();

        Assert.Equal(ImageStatus.Ok, images.Convert(golden.Picture(), spec, tensor));

        Assert.Equal(golden.Levels, tensor);
    }
}
