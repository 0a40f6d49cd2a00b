using RobotPolicy.IntegrationTests.TransportContract;

namespace RobotPolicy.IntegrationTests.CycloneDds;

/// <summary>A thread of a test, whose exceptions fail the test when it is joined.</summary>
internal sealed class TestThread
{
    private readonly Thread _thread;
    private Exception? _exception;

    private TestThread(Action body)
    {
        _thread = new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception exception)
            {
                _exception = exception;
            }
        })
        { IsBackground = true };
    }

    internal static TestThread Start(Action body)
    {
        TestThread thread = new(body);
        thread._thread.Start();
        return thread;
    }

    /// <summary>Whether the thread ended within the time.</summary>
    internal bool HasEnded(TimeSpan timeout) => _thread.Join(timeout);

    /// <summary>Waits for the end.</summary>
    internal void Join()
    {
        Assert.True(_thread.Join(Eventually.Patience), $"The thread did not end within {Eventually.Patience.TotalSeconds} s.");
        if (_exception is not null)
            throw new InvalidOperationException("A thread of the test failed.", _exception);
    }
}
