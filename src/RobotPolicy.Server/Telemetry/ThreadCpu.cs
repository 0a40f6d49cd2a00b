namespace RobotPolicy.Server.Telemetry;

/// <summary>Processor time of this process's threads of one name, as the kernel accounts it. Any thread.</summary>
/// <param name="name">Name of the threads, at most 15 characters.</param>
public sealed class ThreadCpu(string name)
{
    // There are dozens of threads: the folders of those that were found are kept, and looked for again when one of them is gone.
    private string[] _folders = [];

    /// <summary>Seconds that they have run so far; <see langword="null"/> where there is none, or the kernel does not tell.</summary>
    public double? ReadSeconds() => Sum(Volatile.Read(ref _folders)) ?? Sum(Find());

    private double? Sum(string[] folders)
    {
        var nanoseconds = 0L;
        foreach (var folder in folders)
        {
            // schedstat: nanoseconds on a processor, nanoseconds waiting for one, time slices. A number is given to another thread sooner or later.
            if (!IsNamed(folder) || ProcFile.ReadNumber(Path.Combine(folder, "schedstat"), 0) is not { } onProcessor)
                return null;
            nanoseconds += onProcessor;
        }

        return folders.Length > 0 ? nanoseconds / 1e9 : null;
    }

    private string[] Find()
    {
        try
        {
            string[] found = [.. Directory.EnumerateDirectories("/proc/self/task").Where(IsNamed)];
            Volatile.Write(ref _folders, found);
            return found;
        }
        catch (IOException)
        {
            // A thread ended while they were listed.
            return [];
        }
    }

    private bool IsNamed(string folder) => ProcFile.Holds(Path.Combine(folder, "comm"), name);
}
