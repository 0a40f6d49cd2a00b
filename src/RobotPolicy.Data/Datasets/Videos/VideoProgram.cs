using System.ComponentModel;
using System.Diagnostics;

namespace RobotPolicy.Data.Datasets.Videos;

/// <summary>
/// One run of ffmpeg or ffprobe. What it complains about becomes the text of the exception. Disposing ends it if it still runs. Not
/// thread-safe.
/// </summary>
internal sealed class VideoProgram : IDisposable
{
    // Bounds what a program that complains about every frame can make us keep.
    private const int KeptLines = 8;
    private const int KeptCharacters = 400;

    private readonly Process _process;
    private readonly string _name;
    private readonly string _file;
    private readonly Queue<string> _complaints = new();
    private bool _finished;

    /// <summary>Starts a program.</summary>
    /// <param name="name"><c>ffmpeg</c> or <c>ffprobe</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="file">The file that it is about, for the texts of exceptions.</param>
    /// <exception cref="DatasetException">It is not installed.</exception>
    public VideoProgram(string name, IEnumerable<string> arguments, string file)
    {
        _name = name;
        _file = file;
        var start = new ProcessStartInfo(name, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // SVT-AV1 prints its version and settings otherwise, whatever ffmpeg is told.
        start.Environment["SVT_LOG"] = "1";
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        try
        {
            _process.Start();
        }
        catch (Win32Exception e)
        {
            _process.Dispose();
            throw new DatasetException(file, $"{name}, which writes and reads videos, does not start ({e.Message}); install it (Debian: ffmpeg)", e);
        }

        _process.BeginErrorReadLine();
    }

    /// <summary>What it writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Gives it bytes; waits while it is busy.</summary>
    /// <exception cref="DatasetException">It ended before it had read them.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _process.StandardInput.BaseStream.Write(bytes);
        }
        catch (IOException e)
        {
            _process.WaitForExit();
            throw new DatasetException(_file, $"{_name} ended early: {Complaints()}", e);
        }
    }

    /// <summary>Tells it that nothing more comes, and waits for its end.</summary>
    /// <exception cref="DatasetException">It failed.</exception>
    public void Finish()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before; its exit code says why.
        }

        _process.WaitForExit();
        _finished = true;
        if (_process.ExitCode != 0)
            throw new DatasetException(_file, $"{_name} failed: {Complaints()}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_finished)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_complaints)
        {
            if (_complaints.Count < KeptLines)
                _complaints.Enqueue(line.Length > KeptCharacters ? line[..KeptCharacters] : line);
        }
    }

    private string Complaints()
    {
        lock (_complaints)
            return _complaints.Count == 0 ? $"exit code {_process.ExitCode}" : string.Join("; ", _complaints);
    }
}
