using System.Globalization;
using System.Security.Cryptography;
using RobotPolicy.Benchmarks.Reporting;

namespace RobotPolicy.Benchmarks.Receive;

/// <summary>The program of <c>turbojpeg_reference.c</c>, compiled when its source has changed.</summary>
internal sealed class TurboJpegReference
{
    /// <summary>What to install where it cannot be compiled.</summary>
    public const string InstallHint = "apt-get install gcc libturbojpeg0";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly string _program;

    private TurboJpegReference(string program) => _program = program;

    /// <summary>Builds the program; <see langword="null"/> where that fails.</summary>
    public static TurboJpegReference? TryBuild()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "turbojpeg_reference.c");
        var version = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(source)))[..16];
        var program = Path.Combine(AppContext.BaseDirectory, $"turbojpeg_reference-{version}");
        if (File.Exists(program))
            return new TurboJpegReference(program);
        try
        {
            using var compiler = ReferenceProcess.Start("gcc", ["-O3", "-march=native", source, "-o", program + ".partial", "-l:libturbojpeg.so.0"]);
            compiler.ReadToEnd(Limit);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }

        File.Move(program + ".partial", program);
        return new TurboJpegReference(program);
    }

    /// <summary>One round.</summary>
    /// <param name="pictures">Files of each camera, which take turns.</param>
    /// <param name="calls">How often, after a warm-up.</param>
    /// <returns>Microseconds for one picture of each camera.</returns>
    public (double Median, double P99) Run(byte[][][] pictures, int calls)
    {
        var folder = Directory.CreateTempSubdirectory("robotpolicy-jpeg-");
        try
        {
            var files = new List<string>();
            foreach (var picture in pictures.SelectMany(camera => camera))
            {
                files.Add(Path.Combine(folder.FullName, $"{files.Count}.jpg"));
                File.WriteAllBytes(files[^1], picture);
            }

            using var process = ReferenceProcess.Start(
                _program, [calls.ToString(CultureInfo.InvariantCulture), pictures.Length.ToString(CultureInfo.InvariantCulture), .. files]);
            var figures = process.ReadToEnd(Limit).Split(' ', StringSplitOptions.TrimEntries);
            return (double.Parse(figures[0], CultureInfo.InvariantCulture), double.Parse(figures[1], CultureInfo.InvariantCulture));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
