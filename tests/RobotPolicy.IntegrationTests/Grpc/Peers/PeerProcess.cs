using System.Diagnostics;
using RobotPolicy.IntegrationTests.Peers;

namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>A running peer: it says lines on its standard output, hears words on its input, and ends when that closes.</summary>
internal sealed class PeerProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private PeerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a program in a folder of <c>Grpc/Peers</c>.</summary>
    internal static PeerProcess Start(string installHint, string program, string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = WorkingCopy.TestSource("Grpc", "Peers", folder),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONUTF8"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["no_proxy"] = "*";
        try
        {
            return new PeerProcess(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException($"The independent peer is missing. {installHint}", exception);
        }
    }

    internal void Say(string word)
    {
        _process.StandardInput.WriteLine(word);
        _process.StandardInput.Flush();
    }

    /// <summary>The next line. Fails with what the peer wrote to its error output when there is none.</summary>
    internal async Task<string> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit)
        ?? throw new InvalidOperationException("The peer ended: " + await _errors.WaitAsync(Limit));

    /// <summary>The rest of the next line, which must begin with a word.</summary>
    internal async Task<string> ReadAfterAsync(string word)
    {
        var line = await ReadLineAsync();
        Assert.StartsWith(word + " ", line, StringComparison.Ordinal);
        return line[(word.Length + 1)..];
    }

    /// <summary>Waits for the end: exit code and all output.</summary>
    internal async Task<(int ExitCode, string Output)> WaitAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Limit);
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return (_process.ExitCode, output + await _errors);
    }

    internal void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
