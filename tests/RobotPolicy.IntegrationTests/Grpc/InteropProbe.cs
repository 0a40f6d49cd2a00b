using System.Collections.Concurrent;
using Grpc.Core;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>What the test service saw.</summary>
internal sealed class InteropProbe
{
    private int _sent;
    private int _gzipRequests;

    public int Sent => Volatile.Read(ref _sent);

    /// <summary>How many calls of Echo named gzip as their encoding.</summary>
    public int GzipRequests => Volatile.Read(ref _gzipRequests);

    /// <summary>Who called Echo.</summary>
    public ConcurrentQueue<AuthContext> Peers { get; } = new();

    public TaskCompletionSource HangStarted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource HangCancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How the request stream of Collect ended: "complete" or the name of the exception.</summary>
    public TaskCompletionSource<string> CollectEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How Repeat ended.</summary>
    public TaskCompletionSource<string> RepeatEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void CountGzipRequest() => Interlocked.Increment(ref _gzipRequests);

    public void CountSent() => Interlocked.Increment(ref _sent);
}
