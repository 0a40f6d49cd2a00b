namespace RobotPolicy.Grpc.Server;

/// <summary>Disposes what a call made for itself.</summary>
internal static class Disposal
{
    internal static ValueTask ReleaseAsync(object value, bool owned)
    {
        if (!owned)
            return ValueTask.CompletedTask;
        if (value is IAsyncDisposable asynchronous)
            return asynchronous.DisposeAsync();
        (value as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }
}
