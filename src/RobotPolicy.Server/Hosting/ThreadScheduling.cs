using System.Globalization;

namespace RobotPolicy.Server.Hosting;

/// <summary>How the kernel schedules one thread.</summary>
/// <param name="Id">Its number, unique on the machine.</param>
/// <param name="Name">Name of the thread, at most 15 characters.</param>
/// <param name="IsFifo">Whether it is SCHED_FIFO.</param>
/// <param name="Priority">Its real-time priority; 0 under the ordinary scheduler.</param>
public readonly record struct ThreadScheduling(int Id, string Name, bool IsFifo, int Priority)
{
    private const int FifoPolicy = 1;

    // Fields of /proc/PID/task/TID/stat, counted from the state, which is the third and follows the name in brackets.
    private const int PriorityField = 40 - 3;
    private const int PolicyField = 41 - 3;

    /// <summary>All threads of this process; nothing where the kernel does not tell.</summary>
    public static IReadOnlyList<ThreadScheduling> ReadAll()
    {
        var threads = new List<ThreadScheduling>();
        try
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc/self/task"))
                if (ReadText(Path.Combine(folder, "stat")) is { } text)
                    threads.Add(Parse(text));
        }
        catch (IOException)
        {
            // A system without /proc.
        }

        return threads;
    }

    /// <summary>Reads one line of <c>/proc/PID/task/TID/stat</c>.</summary>
    internal static ThreadScheduling Parse(string stat)
    {
        // A name may hold spaces and brackets itself.
        var begin = stat.IndexOf('(');
        var end = stat.LastIndexOf(')');
        var fields = stat[(end + 2)..].Split(' ');
        return new ThreadScheduling(
            int.Parse(stat.AsSpan(0, begin), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture),
            stat[(begin + 1)..end],
            int.Parse(fields[PolicyField], CultureInfo.InvariantCulture) == FifoPolicy,
            int.Parse(fields[PriorityField], CultureInfo.InvariantCulture));
    }

    private static string? ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // The thread ended between the listing and the reading.
            return null;
        }
    }
}
