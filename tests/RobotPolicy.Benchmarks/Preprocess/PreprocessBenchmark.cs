using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Benchmarks.Preprocess;

/// <summary>
/// Two cameras' pictures to tensors, resized and normalised per channel, against OpenCV's resize, convertTo and split, which does not
/// normalise. One thread on either side, in turns; the results are compared, too.
/// </summary>
internal static class PreprocessBenchmark
{
    private const int Width = 640;
    private const int Height = 480;
    private const int Cameras = 2;
    private const int WarmUpCalls = 300;
    private const int Calls = 1000;
    private const double Bar = 0.5;

    private static readonly PreprocessCase[] Scenarios =
    [
        new(224, 224, ResizeFilter.Bilinear),
        new(96, 96, ResizeFilter.Area),
        new(Width, Height, ResizeFilter.None),
    ];

    public static BenchmarkRow[] Run(int rounds, Action<string> progress)
    {
        if (OpenCvReference.TryBuild() is not { } reference)
        {
            progress($"preprocess SKIPPED: OpenCV's headers are missing ({OpenCvReference.InstallHint})");
            return [];
        }

        return [.. Scenarios.SelectMany(scenario => Run(scenario, reference, rounds, progress))];
    }

    private static IEnumerable<BenchmarkRow> Run(PreprocessCase scenario, OpenCvReference reference, int rounds, Action<string> progress)
    {
        using var images = new ImagePreprocessor();
        var spec = scenario.Spec();
        var frames = Enumerable.Range(0, Cameras).Select(Picture).ToArray();
        var tensors = Enumerable.Range(0, Cameras).Select(_ => new float[spec.Length]).ToArray();
        List<double> medians = [], tails = [], referenceMedians = [], referenceTails = [], allocated = [];
        var difference = 0.0;
        for (var round = 0; round < rounds; round++)
        {
            progress($"preprocess {scenario} {round + 1}/{rounds}");
            var (median, tail, bytes) = Measure(images, spec, frames, tensors);
            var theirs = reference.Run(scenario, Calls);
            medians.Add(median);
            tails.Add(tail);
            allocated.Add(bytes);
            referenceMedians.Add(theirs.Median);
            referenceTails.Add(theirs.P99);
            difference = Math.Max(difference, LargestDifference(spec, tensors[0], theirs.Tensor));
        }

        const string library = "OpenCV 4.6";
        yield return new BenchmarkRow($"{scenario} p50", "µs", medians, referenceMedians, library, Bar);
        yield return new BenchmarkRow($"{scenario} p99", "µs", tails, referenceTails, library, Bar);
        yield return new BenchmarkRow($"{scenario} difference", "levels", [difference], [1], "allowed", 1);
        yield return new BenchmarkRow($"{scenario} allocation", "bytes", allocated, [.. allocated.Select(_ => 1.0)], "none allowed", 0);
    }

    private static (double Median, double P99, double Bytes) Measure(ImagePreprocessor images, ImageTensorSpec spec, MemoryFrame[] frames, float[][] tensors)
    {
        for (var i = 0; i < WarmUpCalls; i++)
            Convert(images, spec, frames, tensors);
        var durations = new double[Calls];
        var scale = 1e6 / TimeProvider.System.TimestampFrequency;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            Convert(images, spec, frames, tensors);
            durations[i] = (TimeProvider.System.GetTimestamp() - start) * scale;
        }

        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return (Statistics.Median(durations), Statistics.Percentile(durations, 0.99), bytes);
    }

    private static void Convert(ImagePreprocessor images, ImageTensorSpec spec, MemoryFrame[] frames, float[][] tensors)
    {
        for (var camera = 0; camera < frames.Length; camera++)
            if (images.Convert(frames[camera], spec, tensors[camera]) is var status && status != ImageStatus.Ok)
                throw new InvalidOperationException($"A picture was rejected: {status}.");
    }

    private static double LargestDifference(ImageTensorSpec spec, float[] ours, float[] theirs)
    {
        if (theirs.Length != ours.Length)
            return double.PositiveInfinity;
        var plane = spec.Width * spec.Height;
        var largest = 0.0;
        for (var i = 0; i < ours.Length; i++)
        {
            var value = (ours[i] * spec.Std[i / plane]) + spec.Mean[i / plane];
            largest = Math.Max(largest, 255 * Math.Abs(value - theirs[i]));
        }

        return largest;
    }

    // The picture that opencv_reference.cpp makes.
    private static MemoryFrame Picture(int camera)
    {
        var data = new byte[Width * Height * 3];
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
                for (var c = 0; c < 3; c++)
                {
                    var wave = ((3 + c) * x / 4) + ((5 - c) * y / 3) + (90 * (((x / 32) + (y / 32)) % 2)) + (40 * camera);
                    data[(((y * Width) + x) * 3) + c] = (byte)((wave + (((31 * x) + (17 * y) + (57 * c)) % 61)) % 256);
                }

        return new MemoryFrame(PixelFormat.Rgb8, Width, Height, Width * 3, data);
    }
}
