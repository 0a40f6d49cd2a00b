using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace RobotPolicy.IntegrationTests.Peers;

/// <summary>
/// Builds the program of an independent peer once per content of its sources. It lies under <c>artifacts/</c>, so that later runs
/// find it; several test runs may share the working copy.
/// </summary>
internal sealed class NativePeerBuild
{
    private static readonly TimeSpan ToolTimeout = TimeSpan.FromMinutes(5);

    private readonly string _installHint;

    private NativePeerBuild(string output, string installHint)
    {
        Output = output;
        _installHint = installHint;
        Generated = Directory.CreateDirectory(Path.Combine(output, "generated")).FullName;
    }

    /// <summary>Folder for what the build makes.</summary>
    internal string Output { get; }

    /// <summary>Folder for what code generators make.</summary>
    internal string Generated { get; }

    /// <summary>Path of the executable; builds it unless the same sources have been built before.</summary>
    /// <param name="name">Name of the program and of its folder under <c>artifacts/</c>.</param>
    /// <param name="sources">All files that the program is made of.</param>
    /// <param name="installHint">What to install when a tool is missing.</param>
    /// <param name="build">Makes the executable at the path that it is given.</param>
    internal static string GetProgram(string name, IReadOnlyList<string> sources, string installHint, Action<NativePeerBuild, string> build)
    {
        var output = Directory.CreateDirectory(Path.Combine(WorkingCopy.Root, "artifacts", name, GetContentHash(sources))).FullName;
        var program = Path.Combine(output, name);
        using var buildLock = WaitForLock(Path.Combine(output, "build.lock"));
        if (File.Exists(program))
            return program;
        var partial = program + ".partial";
        build(new NativePeerBuild(output, installHint), partial);
        File.Move(partial, program);
        return program;
    }

    /// <summary>Runs a tool to its end. Throws with its output when it fails or does not end.</summary>
    internal void Run(string tool, string folder, params string[] arguments)
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
            throw new InvalidOperationException($"'{tool}' was not found. {_installHint}");
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
                    $"'{tool} {string.Join(' ', arguments)}' failed with {process.ExitCode}. {_installHint}\n{errors.Result}\n{output.Result}");
            }
        }
    }

    private static string GetContentHash(IReadOnlyList<string> sources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in sources.Order(StringComparer.Ordinal))
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
}
