using System.Diagnostics;
using System.Globalization;

namespace RobotPolicy.Benchmarks.Reporting;

/// <summary>A child process with its output kept; ended with the benchmark, whatever happens.</summary>
public sealed class ReferenceProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private ReferenceProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a program on one core; −1 leaves it to the scheduler.</summary>
    public static ReferenceProcess StartOn(
        int core, string file, IEnumerable<string> arguments, params (string Name, string Value)[] environment) => core < 0
        ? Start(file, arguments, environment)
        : Start("taskset", ["-c", core.ToString(CultureInfo.InvariantCulture), file, .. arguments], environment);

    /// <summary>Starts a program.</summary>
    /// <param name="file">Its name on PATH, or a path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables set on top of ours.</param>
    public static ReferenceProcess Start(string file, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ReferenceProcess(Process.Start(start) ?? throw new InvalidOperationException($"'{file}' did not start."));
    }

    /// <summary>Waits for the end and returns what the program printed.</summary>
    public string ReadToEnd(TimeSpan limit)
    {
        if (!_process.WaitForExit(limit))
            throw new TimeoutException($"'{_process.StartInfo.FileName}' did not end within {limit.TotalSeconds:F0} s.");
        return _process.ExitCode == 0
            ? _output.GetAwaiter().GetResult()
            : throw new InvalidOperationException(
                $"'{_process.StartInfo.FileName}' ended with {_process.ExitCode}: {_errors.GetAwaiter().GetResult()}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
