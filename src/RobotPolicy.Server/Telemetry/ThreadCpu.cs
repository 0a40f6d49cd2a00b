using System.Globalization;

namespace RobotPolicy.Server.Telemetry;

/// <summary>Processor time of this process's threads by name, as the kernel accounts it.</summary>
public static class ThreadCpu
{
    /// <summary>Seconds that threads of a name have run so far; <see langword="null"/> where the kernel does not tell.</summary>
    /// <param name="name">Name of the threads, at most 15 characters.</param>
    public static double? ReadSeconds(string name)
    {
        var nanoseconds = 0L;
        var found = false;
        try
        {
            foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
            {
                if (File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd() != name)
                    continue;

                // schedstat: nanoseconds on a processor, nanoseconds waiting for one, time slices.
                var onProcessor = File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0];
                nanoseconds += long.Parse(onProcessor, CultureInfo.InvariantCulture);
                found = true;
            }
        }
        catch (IOException)
        {
            // A thread ended between the listing and the reading, or the kernel keeps no schedstat.
            return null;
        }

        return found ? nanoseconds / 1e9 : null;
    }
}
