using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>Writes down what passes, on the client and on the server.</summary>
internal sealed class RecordingInterceptor(ConcurrentQueue<string> log) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        log.Enqueue("client " + context.Method.Name);
        return continuation(request, context);
    }

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        log.Enqueue("server " + context.Method);
        try
        {
            return await continuation(request, context);
        }
        catch (RpcException exception)
        {
            log.Enqueue("server " + exception.StatusCode);
            throw;
        }
    }
}
