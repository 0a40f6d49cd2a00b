using System.Diagnostics;

namespace RobotPolicy.Server.Operations.Logs;

/// <summary>
/// Lets a thread that reads recordings work a quarter of the time at most. It keeps the priority of all others: a garbage collection waits for
/// every thread that runs managed code, and with it the control thread waits, so one that had to wait behind other programs would cost ten
/// times as many deadlines as one that rests by itself. One thread.
/// </summary>
internal sealed class LogPace
{
    private const int Rest = 3;
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(20);

    private long _began = Stopwatch.GetTimestamp();

    /// <summary>Rests, where it is time to.</summary>
    public void Breathe()
    {
        var worked = Stopwatch.GetElapsedTime(_began);
        if (worked < Work)
            return;
        Thread.Sleep(worked * Rest < LongestRest ? worked * Rest : LongestRest);
        _began = Stopwatch.GetTimestamp();
    }
}
