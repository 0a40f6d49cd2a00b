using System.Diagnostics;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.TransportContract;

namespace RobotPolicy.IntegrationTests.FastDds;

/// <summary>One running peer, driven by words on its standard input; it ends when that closes.</summary>
internal sealed class FastDdsProcess : IDisposable
{
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly List<string> _lines = [];

    private FastDdsProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += OnLine;
        process.ErrorDataReceived += OnLine;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    internal int Id => _process.Id;

    private string Transcript
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>Starts a peer.</summary>
    /// <param name="program">Executable.</param>
    /// <param name="mode">Mode, and <c>key=value</c> arguments.</param>
    internal static FastDdsProcess Start(string program, params string[] mode)
    {
        ProcessStartInfo start = new(program, mode)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new FastDdsProcess(Process.Start(start)!);
    }

    /// <summary>Sends <c>go</c> or <c>finish</c>.</summary>
    internal void Say(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for a line that begins with a word, and returns the rest of it.</summary>
    internal string WaitFor(string word)
    {
        string? found = null;
        bool Find()
        {
            lock (_lines)
                found = _lines.LastOrDefault(line => line.StartsWith(word + " ", StringComparison.Ordinal));
            return found is not null;
        }

        Eventually.True(
            () => Find() || _process.HasExited,
            () => $"The peer did not say '{word}' but:\n{Transcript}\n");

        // Its last words may still be on their way when it has ended; this waits for the end of its output.
        if (found is null && _process.WaitForExit(ExitTimeout))
        {
            _process.WaitForExit();
            Find();
        }

        return found is not null ? found[(word.Length + 1)..] : throw new InvalidOperationException(
            $"The peer ended with {_process.ExitCode} without '{word}':\n{Transcript}");
    }

    /// <summary>The numbers of the peer's last line.</summary>
    internal Dictionary<string, int> WaitForResult() =>
        WaitFor("done").Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => int.Parse(pair[1]));

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(ExitTimeout))
            _process.Kill();
        _process.Dispose();
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (_lines)
            _lines.Add(line.Data);
    }
}
