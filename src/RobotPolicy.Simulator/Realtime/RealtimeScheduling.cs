using RobotPolicy.Simulator.Realtime.Interop;

namespace RobotPolicy.Simulator.Realtime;

/// <summary>Real-time scheduling of the calling thread.</summary>
internal static class RealtimeScheduling
{
    /// <summary>Asks for <c>SCHED_FIFO</c>, so that a busy machine does not make the robot stutter.</summary>
    /// <param name="priority">1 to 99; 0 asks for nothing.</param>
    /// <returns>Whether the thread has it: ordinary users usually may not.</returns>
    internal static bool TryEnter(int priority)
    {
        if (priority == 0)
            return false;
        var parameters = new LibcNative.SchedParam { sched_priority = priority };
        return LibcNative.sched_setscheduler(0, LibcNative.SCHED_FIFO, parameters) == 0;
    }
}
