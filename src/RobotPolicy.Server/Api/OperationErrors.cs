using Grpc.Core;
using Grpc.Core.Interceptors;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Operations;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Server.Api;

/// <summary>Turns refusals of operations into the statuses and details that the proto files promise; the services need not.</summary>
internal sealed class OperationErrors : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context).ConfigureAwait(false);
        }
        catch (OperationException exception)
        {
            throw ToRpc(exception);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context).ConfigureAwait(false);
        }
        catch (OperationException exception)
        {
            throw ToRpc(exception);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context).ConfigureAwait(false);
        }
        catch (OperationException exception)
        {
            throw ToRpc(exception);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context).ConfigureAwait(false);
        }
        catch (OperationException exception)
        {
            throw ToRpc(exception);
        }
    }

    /// <summary>The status of a refusal, with its details.</summary>
    internal static RpcException ToRpc(OperationException refusal) => refusal.Error switch
    {
        OperationError.NotFound => ApiErrors.Create(StatusCode.NotFound, refusal.Message),
        OperationError.AlreadyExists => ApiErrors.Create(StatusCode.AlreadyExists, refusal.Message),
        OperationError.Invalid => ApiErrors.Invalid([.. refusal.Fields.Select(ToField)]),
        OperationError.Exhausted => ApiErrors.Exhausted(refusal.Message),
        OperationError.Aborted => ApiErrors.Aborted(refusal.Message),
        OperationError.Unavailable => ApiErrors.Create(StatusCode.Unavailable, refusal.Message),
        _ => ApiErrors.FailedPrecondition(
            refusal.Cause, refusal.Culprit, refusal.Mode, refusal.Message, [.. refusal.Fields.Select(ToField)]),
    };

    private static BadField ToField(FieldError error) => ApiErrors.Field(error.Field, error.Expected, error.Actual);
}
