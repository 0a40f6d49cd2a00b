using RobotPolicy.Benchmarks.Preprocess;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Benchmarks.Receive;

/// <summary>
/// Two cameras' JPEG pictures (quality 95, 4:2:0) from the received message to normalised planes of float32, against
/// <c>tjDecompress2</c> of the same files to RGB in a C program with the same library and flags. Eight pictures a camera take turns on either
/// side. Where the tensor is small, the same once more with pictures decoded smaller, and how far the two are apart.
/// </summary>
internal static class JpegReceiveBenchmark
{
    private const int Quality = 95;
    private const int WarmUpCalls = 100;
    private const int Calls = 200;
    private const double Bar = 1.3;
    private const double MeanBar = 1;
    private const double LargestBar = 48;
    private const string Library = "libjpeg-turbo alone";

    private static readonly PreprocessCase Small = new(224, 224, ResizeFilter.Area);

    private static readonly JpegCase[] Cases =
    [
        new("JPEG receive → tensor, 2 × 480×640", new PreprocessCase(ReceiveBenchmark.Width, ReceiveBenchmark.Height, ResizeFilter.None), false),
        new("JPEG receive → 224×224 area, 2 × 480×640", Small, false),
        new("JPEG receive → 224×224 area, 2 × 480×640, scaled decode", Small, true),
    ];

    public static BenchmarkRow[] Run(int rounds, Action<string> progress)
    {
        if (TurboJpegReference.TryBuild() is not { } reference)
        {
            progress($"receive JPEG SKIPPED: no C compiler or libjpeg-turbo ({TurboJpegReference.InstallHint})");
            return [];
        }

        var pictures = Enumerable.Range(0, ReceiveBenchmark.Cameras)
            .Select(camera => Enumerable.Range(0, ReceiveBenchmark.Turns).Select(turn => Jpeg((100 * camera) + turn)).ToArray()).ToArray();
        return [.. Cases.SelectMany(each => Run(each, pictures, reference, rounds, progress)), .. Difference(pictures)];
    }

    private static IEnumerable<BenchmarkRow> Run(JpegCase scenario, byte[][][] pictures, TurboJpegReference reference, int rounds, Action<string> progress)
    {
        using var rig = new ReceiveRig([.. pictures.Select(camera => camera.Select(Message).ToArray())], compressed: true, scenario.Spec());
        List<double> medians = [], tails = [], referenceMedians = [], referenceTails = [], allocated = [];
        for (var round = 0; round < rounds; round++)
        {
            progress($"{scenario.Name} {round + 1}/{rounds}");
            var ours = ReceiveRig.Measure(rig.Step, WarmUpCalls, Calls);
            var theirs = reference.Run(pictures, Calls);
            medians.Add(ours.Median);
            tails.Add(ours.P99);
            allocated.Add(ours.Bytes);
            referenceMedians.Add(theirs.Median);
            referenceTails.Add(theirs.P99);
        }

        yield return new BenchmarkRow($"{scenario.Name} p50", "µs", medians, referenceMedians, Library, Bar);
        yield return new BenchmarkRow($"{scenario.Name} p99", "µs", tails, referenceTails, Library, Bar);
        yield return new BenchmarkRow($"{scenario.Name} allocation", "bytes", allocated, [.. allocated.Select(_ => 1.0)], "none allowed", 0);
    }

    /// <summary>Decoded smaller and resized against decoded whole and resized, in levels of 0…255.</summary>
    private static BenchmarkRow[] Difference(byte[][][] pictures)
    {
        using var images = new ImagePreprocessor();
        var whole = Small.Spec() with { Mean = [0, 0, 0], Std = [1, 1, 1], Scale = 1 };
        var (expected, actual) = (new float[whole.Length], new float[whole.Length]);
        List<double> means = [], largest = [];
        foreach (var picture in pictures.SelectMany(camera => camera))
        {
            var frame = MemoryFrame.Compressed(PixelFormat.Jpeg, picture);
            Convert(images, frame, whole, expected);
            Convert(images, frame, whole with { ScaledDecode = true }, actual);
            var differences = expected.Zip(actual, (a, b) => (double)Math.Abs(a - b)).ToArray();
            means.Add(differences.Average());
            largest.Add(differences.Max());
        }

        return
        [
            new BenchmarkRow("scaled decode → 224×224, mean difference", "levels", means, [.. means.Select(_ => 1.0)], "allowed", MeanBar),
            new BenchmarkRow("scaled decode → 224×224, largest difference", "levels", largest, [.. largest.Select(_ => 1.0)], "allowed", LargestBar),
        ];
    }

    private static void Convert(ImagePreprocessor images, MemoryFrame frame, ImageTensorSpec spec, float[] tensor)
    {
        if (images.Convert(frame, spec, tensor) is var status && status != ImageStatus.Ok)
            throw new InvalidOperationException($"A picture was rejected: {status}; {images.InstallationError}");
    }

    private static byte[] Jpeg(int seed)
    {
        var (width, height) = (ReceiveBenchmark.Width, ReceiveBenchmark.Height);
        using var encoder = new PictureEncoder();
        var frame = new MemoryFrame(PixelFormat.Rgb8, width, height, width * 3, ScenePicture.Make(width, height, seed));
        return encoder.Encode(frame, 0, Quality, out var encoded) is var status && status == ImageStatus.Ok
            ? encoded.Jpeg
            : throw new InvalidOperationException($"A picture was not encoded: {status}; {encoder.InstallationError}");
    }

    private static byte[] Message(byte[] jpeg)
    {
        var buffer = new CdrBuffer();
        var image = new CompressedImage { Header = new Header { FrameId = "optical"u8 }, Format = "rgb8; jpeg compressed bgr8"u8, Data = jpeg };
        return buffer.TryEncode(image, out var error) ? buffer.Cdr.ToArray() : throw new InvalidOperationException($"{error}");
    }
}
