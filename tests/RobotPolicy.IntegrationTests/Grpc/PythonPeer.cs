using System.Diagnostics;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>A script of the independent peer, grpcio, as a process.</summary>
internal sealed class PythonPeer : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private readonly Process _process;

    private PythonPeer(Process process) => _process = process;

    public static PythonPeer Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            WorkingDirectory = Path.Combine(AppContext.BaseDirectory, "Grpc"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(script);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["PYTHONUTF8"] = "1";
        start.Environment["no_proxy"] = "*";
        try
        {
            return new PythonPeer(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException("The independent peer is missing: apt-get install python3-grpcio", exception);
        }
    }

    /// <summary>The next line of output. Fails with what the script wrote to its error output when there is none.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        return line ?? throw new InvalidOperationException("The peer ended: " + await _process.StandardError.ReadToEndAsync().WaitAsync(Limit));
    }

    /// <summary>Waits for the end: exit code and all output.</summary>
    public async Task<(int ExitCode, string Output)> WaitAsync()
    {
        var error = _process.StandardError.ReadToEndAsync();
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Limit);
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return (_process.ExitCode, output + await error);
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
