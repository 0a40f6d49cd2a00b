using System.Diagnostics;
using RobotPolicy.IntegrationTests.Peers;

namespace RobotPolicy.IntegrationTests.Export;

/// <summary>The exporter and its tools, as the processes that users start.</summary>
internal static class Python
{
    /// <summary>Debian's packages belong to Debian's interpreter; another one on the PATH would not find them.</summary>
    private static readonly string Interpreter = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly Lazy<string?> Lack = new(() =>
    {
        try
        {
            var (exitCode, _, errors) = Run(["-c", "import numpy, onnx, torch, yaml"]);
            return exitCode == 0 ? null : $"{Interpreter}: {errors.Trim().Split('\n')[^1]}; run: make setup";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"{Interpreter}: {e.Message}";
        }
    });

    /// <summary>What the exporter needs and this machine lacks; <see langword="null"/> if nothing.</summary>
    public static string? Missing => Lack.Value;

    /// <summary>A file below deploy/export.</summary>
    public static string Tool(params string[] path) => Path.Combine([WorkingCopy.Root, "deploy", "export", .. path]);

    /// <summary>Runs a script and fails the test unless it succeeds.</summary>
    public static string Succeed(string script, params string[] arguments)
    {
        var (exitCode, output, errors) = Run([script, .. arguments]);
        Assert.True(exitCode == 0, $"{Path.GetFileName(script)} ended with {exitCode}: {output}{errors}");
        return output;
    }

    private static (int ExitCode, string Output, string Errors) Run(string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = WorkingCopy.Root,
        };
        start.Environment["NODE_PATH"] = Path.Combine(WorkingCopy.Root, "node_modules");
        start.Environment["OMP_NUM_THREADS"] = "1";

        // The checkout may be read-only, and is to stay as it is.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{string.Join(' ', arguments)} did not end.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
