using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.IntegrationTests.Simulator;

public sealed class RenderingTests
{
    [Fact]
    public void Render_SamePositions_SameBytes()
    {
        // Another context is another thread's: OpenGL contexts are bound to the thread that made them.
        var first = OnThread(() => Picture(seed: 5));
        var again = OnThread(() => Picture(seed: 5));
        var other = OnThread(() => Picture(seed: 6));

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Render_CubeMoved_RedPixelsMove()
    {
        var (near, far) = OnThread(() =>
        {
            using var context = GlContext.Create();
            using var environment = new PickPlaceEnvironment(PickPlaceEnvironment.DefaultScenePath);
            using var rig = new CameraRig(environment.ScenePath, 160, 120, 512);
            return (RedCentre(environment, rig, 0.42), RedCentre(environment, rig, 0.30));
        });

        // The front camera looks towards the base: nearer to it is lower in the picture.
        Assert.True(near.Pixels > 20 && far.Pixels > 20, $"{near.Pixels} and {far.Pixels} red pixels");
        Assert.True(near.Row > far.Row + 3, $"rows {near.Row} and {far.Row}");
    }

    [Fact]
    public void Jpeg_OfAPicture_IsACompleteSmallerFile()
    {
        using var encoder = new JpegEncoder(64, 48);
        var rgb = new byte[64 * 48 * 3];
        for (var i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)(i / 64);

        var jpeg = encoder.Encode(rgb);

        Assert.Equal([0xFF, 0xD8], jpeg[..2].ToArray());
        Assert.Equal([0xFF, 0xD9], jpeg[^2..].ToArray());
        Assert.InRange(jpeg.Length, 100, rgb.Length / 2);
    }

    [Fact]
    public void Resample_ThreeToTwo_WeighsPartlyCoveredPixels()
    {
        // Two output pixels over three: each is one whole and half of the middle one, (a + b/2) / 1.5.
        var resampler = new AreaResampler(3, 2, 2, 1);
        byte[] source =
        [
            10, 0, 90, 40, 0, 90, 100, 3, 90,
            10, 0, 90, 40, 0, 90, 100, 0, 90,
        ];
        var result = new byte[6];

        resampler.Resample(source, result);

        Assert.Equal([20, 0, 90, 80, 1, 90], result);
    }

    [Fact]
    public void Png_OfTwoPixels_HasTheExactBytes()
    {
        var path = Path.GetTempFileName();
        try
        {
            PngWriter.Write(path, [255, 0, 0, 0, 0, 255], 2, 1);
            var bytes = File.ReadAllBytes(path);

            Assert.Equal("89504E470D0A1A0A0000000D49484452000000020000000108020000007B40E8DD", Convert.ToHexString(bytes[..33]));
            Assert.Equal("0000000049454E44AE426082", Convert.ToHexString(bytes[^12..]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Picture(int seed)
    {
        using var context = GlContext.Create();
        using var environment = new PickPlaceEnvironment(PickPlaceEnvironment.DefaultScenePath);
        using var cameras = new PolicyCameras(environment.ScenePath, 96, 512);
        environment.Reset(seed);
        cameras.Capture(environment.Data.Positions);
        return cameras.Images.ToArray();
    }

    private static (int Pixels, double Row) RedCentre(PickPlaceEnvironment environment, CameraRig rig, double cubeX)
    {
        environment.Reset(1);
        environment.Data.Positions[environment.Layout.CubePosition] = cubeX;
        environment.Data.Positions[environment.Layout.CubePosition + 1] = 0.15;
        rig.SetPositions(environment.Data.Positions);
        var rgb = new byte[rig.ImageLength];
        rig.Render(0, rgb);
        var (count, rows) = (0, 0);
        for (var i = 0; i < rgb.Length; i += 3)
        {
            if (rgb[i] < 110 || rgb[i + 1] > 70 || rgb[i + 2] > 70)
                continue;
            count++;
            rows += i / 3 / rig.Width;
        }

        return (count, rows / Math.Max(1.0, count));
    }

    private static T OnThread<T>(Func<T> body)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = body();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException("The thread failed.", failure);
    }
}
