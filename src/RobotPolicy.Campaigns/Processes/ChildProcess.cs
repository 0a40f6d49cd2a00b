using System.Diagnostics;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Campaigns.Processes;

/// <summary>One program of ours as a process: its output goes to a file and its last lines stay at hand. Killed when disposed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int KeptLines = 200;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly StreamWriter _log;
    private readonly Process _process;

    private ChildProcess(string name, Process process, StreamWriter log)
    {
        Name = name;
        _process = process;
        _log = log;
    }

    /// <summary>Name of the program, for sentences.</summary>
    public string Name { get; }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Path of the executable.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="logFile">File that receives both of its outputs; appended to.</param>
    /// <exception cref="CampaignException">There is no such program.</exception>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, string logFile)
    {
        var name = Path.GetFileName(program);
        if (!File.Exists(program))
            throw new CampaignException($"{program} is missing; build it with 'make setup'.");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(logFile))!);
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };

        // As the shipped unit and container start the service: collections are rare, models load into huge pages.
        start.Environment.TryAdd("DOTNET_GCgen0size", "4000000");
        start.Environment.TryAdd(HugePages.Variable, HugePages.Setting);
        var child = new ChildProcess(name, new Process { StartInfo = start }, new StreamWriter(logFile, append: true));
        child._process.OutputDataReceived += (_, line) => child.Keep(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Keep(line.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Whether a line has been printed that contains a text; only the last lines are kept.</summary>
    public bool HasPrinted(string text)
    {
        lock (_gate)
            return _lines.Any(line => line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>What follows a text in the first of the kept lines that contain it; <see langword="null"/> where none does.</summary>
    public string? FindLine(string text)
    {
        lock (_gate)
            return _lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found
                ? found[(found.IndexOf(text, StringComparison.Ordinal) + text.Length)..]
                : null;
    }

    /// <summary>The last lines, for an error.</summary>
    public string Tail(int lines = 6)
    {
        lock (_gate)
            return string.Join(Environment.NewLine, _lines.TakeLast(lines));
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit(StopLimit);
    }

    /// <summary>Sends a signal.</summary>
    /// <param name="signal">Name as kill(1) knows it: TERM, STOP, CONT.</param>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Asks it to end, and ends it if it does not.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Signal("TERM");
            if (!_process.WaitForExit(StopLimit))
                Kill();
        }

        _process.WaitForExit();
        lock (_gate)
            _log.Dispose();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > KeptLines)
                _lines.Dequeue();
            _log.WriteLine(line);
            _log.Flush();
        }
    }
}
