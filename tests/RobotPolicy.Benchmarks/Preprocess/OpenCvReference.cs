using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RobotPolicy.Benchmarks.Reporting;

namespace RobotPolicy.Benchmarks.Preprocess;

/// <summary>The program of <c>opencv_reference.cpp</c>, compiled when its source has changed.</summary>
internal sealed class OpenCvReference
{
    /// <summary>What to install where the headers are missing.</summary>
    public const string InstallHint = "apt-get install g++ libopencv-imgproc-dev";

    private const string Headers = "/usr/include/opencv4";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly string _program;

    private OpenCvReference(string program) => _program = program;

    /// <summary>Builds the program; <see langword="null"/> where OpenCV's headers are not installed.</summary>
    public static OpenCvReference? TryBuild()
    {
        if (!File.Exists(Path.Combine(Headers, "opencv2", "imgproc.hpp")))
            return null;
        var source = Path.Combine(AppContext.BaseDirectory, "opencv_reference.cpp");
        var version = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(source)))[..16];
        var program = Path.Combine(AppContext.BaseDirectory, $"opencv_reference-{version}");
        if (!File.Exists(program))
        {
            using var compiler = ReferenceProcess.Start(
                "g++", ["-O3", "-march=native", $"-I{Headers}", source, "-o", program + ".partial", "-lopencv_imgproc", "-lopencv_core"]);
            compiler.ReadToEnd(Limit);
            File.Move(program + ".partial", program);
        }

        return new OpenCvReference(program);
    }

    /// <summary>One round.</summary>
    /// <param name="scenario">What to do.</param>
    /// <param name="calls">How often, after a warm-up.</param>
    /// <returns>Microseconds for both pictures, and the tensor of the first.</returns>
    public (double Median, double P99, float[] Tensor) Run(PreprocessCase scenario, int calls)
    {
        var result = Path.GetTempFileName();
        try
        {
            using var process = ReferenceProcess.Start(
                _program,
                [
                    scenario.Width.ToString(CultureInfo.InvariantCulture),
                    scenario.Height.ToString(CultureInfo.InvariantCulture),
                    scenario.FilterName,
                    calls.ToString(CultureInfo.InvariantCulture),
                    result,
                ]);
            var figures = process.ReadToEnd(Limit).Split(' ', StringSplitOptions.TrimEntries);
            return (
                double.Parse(figures[0], CultureInfo.InvariantCulture),
                double.Parse(figures[1], CultureInfo.InvariantCulture),
                MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(result)).ToArray());
        }
        finally
        {
            File.Delete(result);
        }
    }
}
