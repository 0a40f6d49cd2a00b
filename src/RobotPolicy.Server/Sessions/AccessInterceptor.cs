using Grpc.Core;
using Grpc.Core.Interceptors;

namespace RobotPolicy.Server.Sessions;

/// <summary>Puts every call through <see cref="AccessGate"/>.</summary>
internal sealed class AccessInterceptor(AccessGate gate) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        gate.RunAsync(context, isStream: false, call => continuation(request, call));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        gate.RunAsync(context, isStream: true, call => continuation(requestStream, call));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        gate.RunAsync(context, isStream: true, call => Ended(continuation(request, responseStream, call)));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        gate.RunAsync(context, isStream: true, call => Ended(continuation(requestStream, responseStream, call)));

    private static async Task<bool> Ended(Task stream)
    {
        await stream.ConfigureAwait(false);
        return true;
    }
}
