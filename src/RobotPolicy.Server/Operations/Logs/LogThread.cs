namespace RobotPolicy.Server.Operations.Logs;

/// <summary>Runs work on recordings on a thread of its own, which goes after all others and ends with the work.</summary>
internal static class LogThread
{
    /// <summary>Runs it.</summary>
    /// <param name="name">Name of the thread.</param>
    /// <param name="enter">What the thread does first; a pool thread would carry what it entered into other work.</param>
    /// <param name="work">The work; what it throws is thrown to whoever waits.</param>
    public static Task<T> RunAsync<T>(string name, Action? enter, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                enter?.Invoke();
                done.SetResult(work());
            }
            catch (OperationCanceledException exception)
            {
                done.SetCanceled(exception.CancellationToken);
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = name,
        }.Start();
        return done.Task;
    }
}
