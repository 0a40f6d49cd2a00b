using RobotPolicy.Control.Observations;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.Packages;

/// <summary>What a manifest's steps on pictures become.</summary>
public sealed class ImageStepTests : IDisposable
{
    private const string DefaultSteps =
        """
        { "type": "resize", "features": ["observation.images.front"], "height": 6, "width": 8, "interpolation": "area" },
            { "type": "to_float_tensor" },
        """;

    private readonly TestPolicyPackage _package = new();

    public void Dispose() => _package.Dispose();

    [Theory]
    [InlineData("\"interpolation\": \"area\"", ResizeFilter.Area)]
    [InlineData("\"interpolation\": \"area\", \"antialias\": true", ResizeFilter.Area)]
    [InlineData("\"interpolation\": \"bilinear\"", ResizeFilter.Bilinear)]
    [InlineData("\"interpolation\": \"bilinear\", \"antialias\": false", ResizeFilter.Bilinear)]
    [InlineData("\"interpolation\": \"bilinear\", \"antialias\": true", ResizeFilter.BilinearAntialias)]
    [InlineData("\"interpolation\": \"bilinear\", \"align_corners\": true", ResizeFilter.BilinearAlignCorners)]
    [InlineData("\"interpolation\": \"bicubic\"", ResizeFilter.Bicubic)]
    [InlineData("\"interpolation\": \"bicubic\", \"antialias\": true", ResizeFilter.BicubicAntialias)]
    [InlineData("\"interpolation\": \"lanczos3\", \"antialias\": true", ResizeFilter.Lanczos3Antialias)]
    [InlineData("\"interpolation\": \"nearest\"", ResizeFilter.Nearest)]
    [InlineData("\"interpolation\": \"nearest_floor\"", ResizeFilter.NearestFloor)]
    public void Resize_Interpolation_NamesTheFilter(string parameters, ResizeFilter filter)
    {
        var spec = Spec($$"""{ "type": "resize", "height": 6, "width": 8, {{parameters}} }""");

        Assert.Equal(filter, spec.Filter);
        Assert.Empty(spec.Stages);

        // Its statistics lie in 0…1, and so must the pixels.
        Assert.Equal(1f / 255f, spec.Scale);
    }

    [Theory]
    [InlineData("around", ImageFit.PadAround)]
    [InlineData("left_top", ImageFit.PadLeftTop)]
    public void Resize_Pad_KeepsTheRatio(string position, ImageFit fit)
    {
        var spec = Spec($$"""{ "type": "resize", "height": 6, "width": 8, "interpolation": "area", "mode": "pad", "pad_position": "{{position}}", "pad_value": 9 }""");

        Assert.Equal(fit, spec.Fit);
        Assert.Equal(9, spec.PadValue);
    }

    [Theory]
    [InlineData("")]
    [InlineData(", \"jpeg_decode\": \"exact\"")]
    public void Resize_DecodesExactly_UnlessThePackageAsksForLess(string parameter) =>
        Assert.False(Spec($$"""{ "type": "resize", "height": 6, "width": 8, "interpolation": "area"{{parameter}} }""").ScaledDecode);

    [Theory]
    [InlineData("""{ "type": "center_crop", "side": 0.9 }, { "type": "resize", "height": 6, "width": 8, "interpolation": "area", "jpeg_decode": "scaled" }""")]
    [InlineData("""{ "type": "resize", "height": 6, "width": 8, "interpolation": "bicubic", "antialias": true, "jpeg_decode": "scaled" }, { "type": "to_uint8" }, { "type": "jpeg_round_trip" }""")]
    public void Resize_ScaledDecodeInTheFirstPass_IsTaken(string steps) => Assert.True(Spec(steps).ScaledDecode);

    [Fact]
    public void Steps_OpenVlaOft_AreTwoPassesAndAJpeg()
    {
        var spec = Spec("""
            { "type": "jpeg_round_trip", "quality": 95, "dct": "fast" },
            { "type": "resize", "height": 6, "width": 8, "interpolation": "lanczos3", "antialias": true },
            { "type": "to_uint8", "rounding": "half_even" },
            { "type": "center_crop", "area": 0.9 },
            { "type": "resize", "height": 6, "width": 8, "interpolation": "bilinear", "align_corners": true },
            { "type": "to_uint8", "rounding": "tensorflow" },
            { "type": "to_float_tensor" }
            """);

        Assert.Equal(
            [
                new JpegStage { Quality = 95, FastTransform = true },
                new ResampleStage { Width = 8, Height = 6, Filter = ResizeFilter.Lanczos3Antialias, Rounding = ByteRounding.HalfEven },
            ],
            spec.Stages);
        Assert.Equal(ResizeFilter.BilinearAlignCorners, spec.Filter);
        Assert.Equal(Math.Sqrt(0.9), spec.CropSide);
        Assert.Equal(ByteRounding.TensorFlow, spec.Rounding);
        Assert.Equal(1f / 255f, spec.Scale);
    }

    [Fact]
    public void Steps_CropThenResize_StayOnePass()
    {
        var spec = Spec("""
            { "type": "center_crop", "height": 10, "width": 12 },
            { "type": "crop", "left": 1, "top": 2, "height": 8, "width": 11 },
            { "type": "resize", "height": 6, "width": 8, "interpolation": "area" }
            """);

        Assert.Equal([new CropStage { Width = 12, Height = 10 }, new CropStage { Left = 1, Top = 2, Width = 11, Height = 8 }], spec.Stages);
        Assert.Null(spec.Window);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"type\": \"to_uint8\", \"rounding\": \"pillow\" },")]
    public void Steps_ResizeThenCrop_ComputeOnlyWhatIsKept(string rounding)
    {
        var spec = Spec($$"""
            { "type": "resize", "height": 9, "width": 12, "interpolation": "bilinear" }, {{rounding}}
            { "type": "center_crop", "height": 7, "width": 10 },
            { "type": "center_crop", "height": 6, "width": 8 }
            """);

        Assert.Empty(spec.Stages);
        Assert.Equal(new ImageWindow(12, 9, 2, 1), spec.Window);
        Assert.Equal(rounding.Length == 0 ? ByteRounding.None : ByteRounding.Pillow, spec.Rounding);
    }

    [Fact]
    public void Steps_OnlyCrop_NeedNoResize()
    {
        var spec = Spec("""{ "type": "center_crop", "height": 6, "width": 8 }""");

        Assert.Equal([new CropStage { Width = 8, Height = 6 }], spec.Stages);
        Assert.Equal(ResizeFilter.None, spec.Filter);
    }

    public static TheoryData<string, string> Slips => new()
    {
        { """{ "type": "resize", "height": 6, "width": 8, "interpolation": "lanczos3" }""", "preprocessors[0].antialias: expected true, as lanczos3 comes in no other form, actual nothing or false" },
        { """{ "type": "resize", "height": 6, "width": 8, "interpolation": "nearest", "antialias": true }""", "preprocessors[0].antialias: expected false, as nearest takes one pixel, actual true" },
        { """{ "type": "resize", "height": 6, "width": 8, "interpolation": "area", "align_corners": true }""", "preprocessors[0].align_corners: expected false, except with bilinear interpolation without antialias, actual true" },
        { """{ "type": "resize", "height": 6, "width": 8, "interpolation": "area", "mode": "pad" }""", "preprocessors[0].pad_position: expected a string, actual nothing" },
        { """{ "type": "resize", "height": 6, "width": 8, "interpolation": "area", "pad_value": 0.5 }""", "preprocessors[0].pad_value: expected a whole number from 0 to 255, actual 0.5" },
        { """{ "type": "center_crop", "height": 6, "width": 8, "area": 0.9 }""", "preprocessors[0]: expected height and width, or area, or side, actual more than one of them" },
        { """{ "type": "center_crop" }""", "preprocessors[0]: expected height and width, or area, or side, actual none of them" },
        { """{ "type": "center_crop", "area": 1.5 }""", "preprocessors[0].area: expected a number from 0.01 to 1, actual 1.5" },
        { """{ "type": "center_crop", "height": 6, "width": 8, "size": 8 }""", "preprocessors[0].size: expected one of the keys type, features, height, width, area, side, actual an unknown key" },
        { """{ "type": "center_crop", "area": 0.9 }""", "preprocessors[0]: expected a resize after it, actual none" },
        { """{ "type": "center_crop", "height": 13, "width": 8 }""", "preprocessors[0]: expected a rectangle within 16 × 12 pixels, actual one beyond it" },
        { """{ "type": "crop", "height": 6, "width": 8, "top": 0 }""", "preprocessors[0].left: expected a whole number from 0 to 4096, actual nothing" },
        { """{ "type": "crop", "left": 9, "top": 0, "height": 6, "width": 8 }""", "preprocessors[0]: expected a rectangle within 16 × 12 pixels, actual one beyond it" },
        { """{ "type": "jpeg_round_trip", "quality": 0 }""", "preprocessors[0].quality: expected a whole number from 1 to 100, actual 0" },
        { """{ "type": "jpeg_round_trip", "subsampling": "4:4:4" }""", "preprocessors[0].subsampling: expected one of the keys type, features, quality, dct, actual an unknown key" },
        { """{ "type": "to_float_tensor" }, { "type": "jpeg_round_trip" }""", "preprocessors[1]: expected jpeg_round_trip before pixels are brought to 0…1, actual after it" },
        { """{ "type": "to_float_tensor" }, { "type": "to_uint8" }""", "preprocessors[1]: expected to_uint8 before pixels are brought to 0…1, actual after it" },
        { """{ "type": "to_uint8", "rounding": "up" }""", "preprocessors[0].rounding: expected one of half_even, half_up, truncate, tensorflow, pillow, actual 'up'" },
        {
            """{ "type": "resize", "height": 6, "width": 8, "interpolation": "bilinear", "jpeg_decode": "scaled" }""",
            "preprocessors[0].jpeg_decode: expected 'exact', except with area or an antialiased interpolation, which count every pixel, actual 'scaled'"
        },
        {
            """{ "type": "center_crop", "height": 10, "width": 12 }, { "type": "resize", "height": 6, "width": 8, "interpolation": "area", "jpeg_decode": "scaled" }""",
            "preprocessors[1].jpeg_decode: expected 'exact', except where the resize is the first step on the picture's bytes, actual 'scaled' after another step"
        },
        {
            """{ "type": "resize", "height": 9, "width": 9, "interpolation": "area" }, { "type": "resize", "height": 6, "width": 8, "interpolation": "area" }""",
            "preprocessors[1]: expected to_uint8 between a resize and this step, as it works on bytes, actual none"
        },
    };

    [Theory]
    [MemberData(nameof(Slips))]
    public void Steps_OneSlip_IsOneErrorWithFileFieldExpectedActual(string steps, string error)
    {
        Assert.Equal("manifest.json: " + error, Assert.Single(Load(steps, out _)));
    }

    private ImageTensorSpec Spec(string steps)
    {
        Assert.Empty(Load(steps, out var package));
        return package!.Cameras[0].ToSpec(8, 6, channelsLast: false);
    }

    private IReadOnlyList<string> Load(string steps, out PolicyPackage? package)
    {
        _package.EditManifest(DefaultSteps, steps + ",");
        var errors = new List<PackageError>();
        package = PolicyPackage.Load(_package.Folder, errors);
        return [.. errors.Select(e => e.ToString())];
    }
}
