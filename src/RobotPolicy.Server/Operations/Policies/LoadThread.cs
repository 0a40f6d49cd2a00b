namespace RobotPolicy.Server.Operations.Policies;

/// <summary>Runs a load on a thread of its own where threads that compute policies have something to do first.</summary>
internal static class LoadThread
{
    /// <summary>Runs it and waits for it. A pool thread would carry what it entered into other work.</summary>
    /// <param name="enter">What the thread does first; <see langword="null"/> to stay on the calling thread.</param>
    /// <param name="load">The load; what it throws is thrown here.</param>
    public static T Run<T>(Action? enter, Func<T> load)
    {
        if (enter is null)
            return load();
        var done = new TaskCompletionSource<T>();
        var thread = new Thread(() =>
        {
            try
            {
                enter();
                done.SetResult(load());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = "policy-load",
        };
        thread.Start();
        return done.Task.GetAwaiter().GetResult();
    }
}
