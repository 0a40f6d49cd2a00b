using RobotPolicy.Server.Hosting.Interop;

namespace RobotPolicy.Server.Hosting;

/// <summary>Sets something for every thread of this process.</summary>
internal static class AllThreads
{
    // What a thread that was not reached yet starts in the meantime is found in the next round.
    private const int Rounds = 3;

    /// <summary>The kernel's numbers of all threads that live now, the process's first thread first.</summary>
    public static IReadOnlyList<int> List() => [Environment.ProcessId, .. ThreadScheduling.ReadAll().Select(thread => thread.Id)];

    /// <summary>Sets it for each thread once, those that come meanwhile too; ends at the first refusal.</summary>
    /// <param name="list">Lists the threads.</param>
    /// <param name="set">Sets it for a thread; returns the kernel's error, 0 for none.</param>
    /// <returns>The kernel's error, 0 for none.</returns>
    public static int Set(Func<IReadOnlyList<int>> list, Func<int, int> set)
    {
        var reached = new HashSet<int>();
        for (var round = 0; round < Rounds; round++)
            foreach (var thread in list().Where(reached.Add))
            {
                // A thread may have ended between the listing and now.
                if (set(thread) is not (0 or LinuxScheduling.ESRCH) and var error)
                    return error;
            }

        return 0;
    }
}
