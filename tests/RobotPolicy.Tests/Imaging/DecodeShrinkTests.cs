using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging.Codecs;

namespace RobotPolicy.Tests.Imaging;

/// <summary>How much smaller a JPEG is decoded.</summary>
public sealed class DecodeShrinkTests
{
    [Theory]
    [InlineData(224, 224, 640, 480, 2)]
    [InlineData(320, 240, 640, 480, 2)]
    [InlineData(321, 240, 640, 480, 1)]
    [InlineData(96, 96, 640, 480, 4)]
    [InlineData(64, 48, 640, 480, 8)]
    [InlineData(16, 16, 640, 480, 8)]
    [InlineData(640, 480, 640, 480, 1)]
    [InlineData(800, 600, 640, 480, 1)]
    public void Of_Sizes_LeavesAtLeastWhatIsWanted(int width, int height, int sourceWidth, int sourceHeight, int expected) =>
        Assert.Equal(expected, DecodeShrink.Of(Spec(width, height), sourceWidth, sourceHeight));

    [Theory]
    [InlineData(642, 480, 2)]
    [InlineData(644, 480, 4)]
    [InlineData(641, 480, 1)]
    [InlineData(640, 481, 1)]
    public void Of_SidesThatDoNotDivide_StayWhole(int sourceWidth, int sourceHeight, int expected) =>
        Assert.Equal(expected, DecodeShrink.Of(Spec(32, 32), sourceWidth, sourceHeight));

    [Fact]
    public void Of_NotAskedFor_IsWhole() => Assert.Equal(1, DecodeShrink.Of(Spec(96, 96) with { ScaledDecode = false }, 640, 480));

    [Theory]
    [InlineData(ResizeFilter.Bilinear)]
    [InlineData(ResizeFilter.BilinearAlignCorners)]
    [InlineData(ResizeFilter.Bicubic)]
    [InlineData(ResizeFilter.Nearest)]
    [InlineData(ResizeFilter.NearestFloor)]
    [InlineData(ResizeFilter.None)]
    public void Of_FilterThatSkipsPixels_IsWhole(ResizeFilter filter) =>
        Assert.Equal(1, DecodeShrink.Of(Spec(96, 96) with { Filter = filter }, 640, 480));

    [Fact]
    public void Of_PartOfThePicture_CountsOnlyThePart()
    {
        // Of 640 pixels 0.3 are 192: no less than 96 remain of a half, but fewer of a quarter.
        Assert.Equal(4, DecodeShrink.Of(Spec(96, 96), 640, 640));
        Assert.Equal(2, DecodeShrink.Of(Spec(96, 96) with { CropSide = 0.3 }, 640, 640));
    }

    [Fact]
    public void Of_Window_CountsTheResizedPicture() =>
        Assert.Equal(2, DecodeShrink.Of(Spec(96, 96) with { Window = new ImageWindow(300, 200, 10, 10) }, 640, 480));

    [Fact]
    public void Of_Padding_CountsWhatIsNotPadded() =>
        Assert.Equal(4, DecodeShrink.Of(Spec(160, 160) with { Fit = ImageFit.PadAround }, 640, 480));

    [Fact]
    public void Of_Stages_TheFirstOneDecides()
    {
        var stage = new ResampleStage { Width = 160, Height = 120, Filter = ResizeFilter.Area, Rounding = ByteRounding.HalfEven };

        Assert.Equal(4, DecodeShrink.Of(Spec(96, 96) with { Stages = [stage] }, 640, 480));
        Assert.Equal(1, DecodeShrink.Of(Spec(96, 96) with { Stages = [new CropStage { Width = 320, Height = 240 }] }, 640, 480));
        Assert.Equal(1, DecodeShrink.Of(Spec(96, 96) with { Stages = [new JpegStage(), stage] }, 640, 480));
    }

    private static ImageTensorSpec Spec(int width, int height) => new()
    {
        Width = width,
        Height = height,
        Filter = ResizeFilter.Area,
        ScaledDecode = true,
        Mean = [0, 0, 0],
        Std = [1, 1, 1],
    };
}
