namespace RobotPolicy.Server.Operations.Logs;

/// <summary>
/// Runs work on recordings on a thread of its own, which ends with the work. It hands nothing to the pool: where it goes after all others, a
/// pool thread that was started from it would do so too, for as long as it lives. So whoever waits looks after it.
/// </summary>
internal static class LogThread
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TellPeriod = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs it.</summary>
    /// <param name="name">Name of the thread.</param>
    /// <param name="enter">What the thread does first; <see langword="null"/> for nothing.</param>
    /// <param name="work">The work, which says how far it is; what it throws is thrown to whoever waits.</param>
    /// <param name="tell">Told how far it is, some five times a second and at every change of what is done; on a pool thread.</param>
    /// <param name="time">Clock.</param>
    public static async Task<T> RunAsync<T>(string name, Action? enter, Func<LogProgress, T> work, Action<LogStep> tell, TimeProvider time)
    {
        var job = new Job<T>(enter, work);
        new Thread(job.Run) { IsBackground = true, Name = name }.Start();
        using var timer = new PeriodicTimer(LookPeriod, time);
        var (told, toldAt) = (LogStep.Begun, time.GetTimestamp());
        while (!job.IsDone)
        {
            await timer.WaitForNextTickAsync().ConfigureAwait(false);
            if (job.Progress.Step is { } step && step != told && (step.Doing != told.Doing || time.GetElapsedTime(toldAt) >= TellPeriod))
            {
                (told, toldAt) = (step, time.GetTimestamp());
                tell(step);
            }
        }

        return job.Take();
    }

    private sealed class Job<T>(Action? enter, Func<LogProgress, T> work)
    {
        private T? _result;
        private System.Runtime.ExceptionServices.ExceptionDispatchInfo? _thrown;
        private volatile bool _isDone;

        public LogProgress Progress { get; } = new();

        public bool IsDone => _isDone;

        public void Run()
        {
            try
            {
                enter?.Invoke();
                _result = work(Progress);
            }
            catch (Exception exception)
            {
                _thrown = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception);
            }

            _isDone = true;
        }

        public T Take()
        {
            _thrown?.Throw();
            return _result!;
        }
    }
}
