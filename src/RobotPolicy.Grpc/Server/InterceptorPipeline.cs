using Grpc.AspNetCore.Server;
using Grpc.Core;

namespace RobotPolicy.Grpc.Server;

/// <summary>Wraps a handler in its interceptors. The chain is built once per method; the interceptors are resolved for each call.</summary>
internal static class InterceptorPipeline
{
    internal static UnaryServerMethod<TRequest, TResponse> Unary<TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors, UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        foreach (var registration in interceptors.Reverse())
        {
            var next = handler;
            handler = async (request, context) =>
            {
                var interceptor = registration.Resolve(context.GetHttpContext().RequestServices, out var owned);
                try
                {
                    return await interceptor.UnaryServerHandler(request, context, next);
                }
                finally
                {
                    await Disposal.ReleaseAsync(interceptor, owned);
                }
            };
        }

        return handler;
    }

    internal static ClientStreamingServerMethod<TRequest, TResponse> ClientStreaming<TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors, ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        foreach (var registration in interceptors.Reverse())
        {
            var next = handler;
            handler = async (requests, context) =>
            {
                var interceptor = registration.Resolve(context.GetHttpContext().RequestServices, out var owned);
                try
                {
                    return await interceptor.ClientStreamingServerHandler(requests, context, next);
                }
                finally
                {
                    await Disposal.ReleaseAsync(interceptor, owned);
                }
            };
        }

        return handler;
    }

    internal static ServerStreamingServerMethod<TRequest, TResponse> ServerStreaming<TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors, ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        foreach (var registration in interceptors.Reverse())
        {
            var next = handler;
            handler = async (request, responses, context) =>
            {
                var interceptor = registration.Resolve(context.GetHttpContext().RequestServices, out var owned);
                try
                {
                    await interceptor.ServerStreamingServerHandler(request, responses, context, next);
                }
                finally
                {
                    await Disposal.ReleaseAsync(interceptor, owned);
                }
            };
        }

        return handler;
    }

    internal static DuplexStreamingServerMethod<TRequest, TResponse> DuplexStreaming<TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors, DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        foreach (var registration in interceptors.Reverse())
        {
            var next = handler;
            handler = async (requests, responses, context) =>
            {
                var interceptor = registration.Resolve(context.GetHttpContext().RequestServices, out var owned);
                try
                {
                    await interceptor.DuplexStreamingServerHandler(requests, responses, context, next);
                }
                finally
                {
                    await Disposal.ReleaseAsync(interceptor, owned);
                }
            };
        }

        return handler;
    }
}
