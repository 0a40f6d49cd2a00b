using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Data.Log;

/// <summary>One file of a recording, with its times as the bag's metadata state them, or as it says itself once it was opened.</summary>
internal sealed class LogPart(string path) : IDisposable
{
    private McapIndexedReader? _file;

    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>Earliest log time; the greatest number before it is known.</summary>
    public ulong StartTime { get; private set; } = ulong.MaxValue;

    /// <summary>Latest log time; <see langword="null"/> before it is known.</summary>
    public ulong? EndTime { get; private set; }

    /// <summary>Whether it is open and has no index of its own.</summary>
    public bool IsCutOff => _file?.CutOff is not null;

    /// <summary>A file of a bag; nothing is opened.</summary>
    public static LogPart Of(string folder, string name, BagMetadata? metadata)
    {
        var part = new LogPart(System.IO.Path.Combine(folder, name));
        if (metadata?.Files.FirstOrDefault(file => file.Path == name) is { MessageCount: > 0, StartingTime: >= 0, Duration: >= 0 } known)
            (part.StartTime, part.EndTime) = ((ulong)known.StartingTime, (ulong)known.StartingTime + (ulong)known.Duration);
        return part;
    }

    /// <summary>Its reader, and its times.</summary>
    /// <exception cref="BagException">It is damaged.</exception>
    public McapIndexedReader Open(McapReadOptions options)
    {
        if (_file is not null)
            return _file;
        try
        {
            _file = McapIndexedReader.Open(Path, options);
        }
        catch (McapException exception)
        {
            throw new BagException(Path, $"{exception.Message} `robotctl mcap recover` saves what can be saved.", exception);
        }

        Learn(_file);
        return _file;
    }

    /// <summary>Takes in what was appended.</summary>
    /// <returns>Whether it is one that something may be appended to.</returns>
    /// <exception cref="BagException">It is damaged.</exception>
    public bool Follow(McapIndexedReader file)
    {
        try
        {
            if (file.CutOff is null)
                return false;
            file.Follow();
        }
        catch (McapException exception)
        {
            throw new BagException(Path, exception.Message, exception);
        }

        Learn(file);
        return true;
    }

    private void Learn(McapIndexedReader file)
    {
        EndTime ??= 0;
        foreach (var segment in file.Segments)
            if (segment.StartTime <= segment.EndTime)
                (StartTime, EndTime) = (Math.Min(StartTime, segment.StartTime), Math.Max(EndTime.Value, segment.EndTime));
    }

    /// <summary>Closes it; its times stay known.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }
}
