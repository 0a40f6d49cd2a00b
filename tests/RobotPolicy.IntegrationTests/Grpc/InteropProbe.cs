namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>What the test service saw.</summary>
internal sealed class InteropProbe
{
    private int _sent;

    public int Sent => Volatile.Read(ref _sent);

    public TaskCompletionSource HangStarted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource HangCancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How the request stream of Collect ended: "complete" or the name of the exception.</summary>
    public TaskCompletionSource<string> CollectEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How Repeat ended.</summary>
    public TaskCompletionSource<string> RepeatEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void CountSent() => Interlocked.Increment(ref _sent);
}
