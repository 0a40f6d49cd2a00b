using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace RobotPolicy.IntegrationTests.FastDds;

/// <summary>
/// The program of the independent DDS peer, generated and compiled from <c>peer/</c> once per content of that folder. It lies under
/// <c>artifacts/</c>, so that later runs find it.
/// </summary>
public sealed class FastDdsPeer
{
    private const string InstallHint = "Install the interoperability peer's tools: 'apt-get install libfastrtps-dev fastddsgen g++'.";
    private const int ParallelCompilers = 2;

    private static readonly TimeSpan ToolTimeout = TimeSpan.FromMinutes(5);

    private readonly Lazy<string> _program = new(Build);

    /// <summary>Path of the executable; builds it on first use.</summary>
    internal string Program => _program.Value;

    private static string Build()
    {
        var root = FindRepositoryRoot();
        var source = Path.Combine(root, "tests", "RobotPolicy.IntegrationTests", "FastDds", "peer");
        var output = Directory.CreateDirectory(Path.Combine(root, "artifacts", "fastdds-peer", GetContentHash(source))).FullName;
        var program = Path.Combine(output, "fastdds-peer");

        // Several test runs may share the working copy.
        using var buildLock = WaitForLock(Path.Combine(output, "build.lock"));
        if (File.Exists(program))
            return program;

        var generated = Directory.CreateDirectory(Path.Combine(output, "generated")).FullName;
        Run("fastddsgen", source, "-cs", "-typeros2", "-replace", "-d", generated, "ros.idl");
        string[] units = [.. Directory.GetFiles(generated, "*.cxx"), .. Directory.GetFiles(source, "*.cpp")];
        Parallel.ForEach(
            units,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelCompilers },
            unit => Run("g++", source, "-O1", "-std=c++17", $"-I{generated}", $"-I{source}", "-c", unit, "-o", GetObject(output, unit)));
        var partial = program + ".partial";
        Run("g++", output, [.. units.Select(unit => GetObject(output, unit)), "-o", partial, "-lfastrtps", "-lfastcdr", "-pthread"]);
        File.Move(partial, program);
        return program;
    }

    private static string GetObject(string output, string unit) => Path.Combine(output, Path.GetFileNameWithoutExtension(unit) + ".o");

    private static string FindRepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds RobotPolicy.sln.");
    }

    private static string GetContentHash(string source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.GetFiles(source).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static FileStream WaitForLock(string path)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(start) < ToolTimeout)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static void Run(string tool, string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(tool, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException($"'{tool}' was not found. {InstallHint}");
        }

        using (process)
        {
            var output = process!.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(ToolTimeout))
            {
                process.Kill(entireProcessTree: true);
                throw new InvalidOperationException($"'{tool}' did not end within {ToolTimeout.TotalMinutes} minutes.");
            }

            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException(
                    $"'{tool} {string.Join(' ', arguments)}' failed with {process.ExitCode}. {InstallHint}\n{errors.Result}\n{output.Result}");
            }
        }
    }
}
