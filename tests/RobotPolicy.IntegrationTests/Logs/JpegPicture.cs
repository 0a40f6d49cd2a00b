using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Logs;

/// <summary>Compares an encoded picture with the one that it was made of.</summary>
internal sealed class JpegPicture : IDisposable
{
    private readonly ImagePreprocessor _images = new();

    public void Dispose() => _images.Dispose();

    /// <summary>Mean absolute difference of all values, 0…255.</summary>
    public double MeanDifference(byte[] jpeg, ImageFrame original)
    {
        var one = Values(MemoryFrame.Compressed(PixelFormat.Jpeg, jpeg), original.Width, original.Height);
        var other = Values(original, original.Width, original.Height);
        return one.Zip(other, (a, b) => Math.Abs(a - b)).Average();
    }

    private float[] Values(ImageFrame frame, int width, int height)
    {
        var spec = new ImageTensorSpec { Width = width, Height = height, Scale = 1, Mean = [0, 0, 0], Std = [1, 1, 1] };
        var tensor = new float[spec.Length];
        Assert.Equal(ImageStatus.Ok, _images.Convert(frame, spec, tensor));
        return tensor;
    }
}
