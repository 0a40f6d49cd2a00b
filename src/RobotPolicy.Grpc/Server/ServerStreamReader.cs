using Grpc.Core;

namespace RobotPolicy.Grpc.Server;

/// <summary>The requests of a call.</summary>
internal sealed class ServerStreamReader<T>(ServerCall call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("No current element is available.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        (var found, _current) = await call.ReadAsync(marshaller, cancellationToken);
        return found;
    }
}
