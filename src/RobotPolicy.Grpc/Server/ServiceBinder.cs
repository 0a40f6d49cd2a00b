using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RobotPolicy.Grpc.Server;

/// <summary>Maps the methods that a generated <c>BindService</c> names to endpoints that call <typeparamref name="TService"/>.</summary>
internal sealed class ServiceBinder<TService>(IEndpointRouteBuilder builder) : ServiceBinderBase
    where TService : class
{
    private const string UnknownServiceName = "gRPC - Unimplemented service";

    private readonly MethodSettings _settings = MethodSettings.For<TService>(builder);
    private readonly HashSet<string> _services = [];

    internal List<IEndpointConventionBuilder> Endpoints { get; } = [];

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var target = Open<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(
            method.Name, typeof(TRequest), typeof(ServerCallContext));
        var pipeline = InterceptorPipeline.Unary<TRequest, TResponse>(
            _settings.Interceptors, (request, context) => InvokeAsync(context, service => target(service, request, context)));
        Map(method, async call =>
        {
            var request = await call.ReadSingleAsync(method.RequestMarshaller);
            await call.WriteSingleAsync(await pipeline(request, call), method.ResponseMarshaller);
        });
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var target = Open<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(
            method.Name, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var pipeline = InterceptorPipeline.ClientStreaming<TRequest, TResponse>(
            _settings.Interceptors, (requests, context) => InvokeAsync(context, service => target(service, requests, context)));
        Map(method, async call =>
        {
            call.AllowLongRequest();
            var response = await pipeline(new ServerStreamReader<TRequest>(call, method.RequestMarshaller), call);
            await call.WriteSingleAsync(response, method.ResponseMarshaller);
        });
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var target = Open<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method.Name, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var pipeline = InterceptorPipeline.ServerStreaming<TRequest, TResponse>(
            _settings.Interceptors,
            (request, responses, context) => InvokeAsync(context, service => target(service, request, responses, context)));
        Map(method, async call =>
        {
            var request = await call.ReadSingleAsync(method.RequestMarshaller);
            await pipeline(request, new ServerStreamWriter<TResponse>(call, method.ResponseMarshaller), call);
        });
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var target = Open<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method.Name, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var pipeline = InterceptorPipeline.DuplexStreaming<TRequest, TResponse>(
            _settings.Interceptors,
            (requests, responses, context) => InvokeAsync(context, service => target(service, requests, responses, context)));
        Map(method, call =>
        {
            call.AllowLongRequest();
            return pipeline(
                new ServerStreamReader<TRequest>(call, method.RequestMarshaller),
                new ServerStreamWriter<TResponse>(call, method.ResponseMarshaller),
                call);
        });
    }

    /// <summary>Answers gRPC calls of unknown methods and, once per application, of unknown services.</summary>
    internal void MapUnimplemented()
    {
        if (_settings.IgnoreUnknownServices)
            return;
        foreach (var service in _services)
        {
            builder.Map($"/{service}/{{unimplementedMethod:{GrpcContentConstraint.Name}}}", UnimplementedEndpoint.Method)
                .WithDisplayName($"gRPC - Unimplemented method for {service}")
                .Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = int.MaxValue - 1);
        }

        if (builder.DataSources.SelectMany(source => source.Endpoints).Any(endpoint => endpoint.DisplayName == UnknownServiceName))
            return;
        builder.Map($"/{{unimplementedService}}/{{unimplementedMethod:{GrpcContentConstraint.Name}}}", UnimplementedEndpoint.Service)
            .WithDisplayName(UnknownServiceName)
            .Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = int.MaxValue);
    }

    private static TDelegate Open<TDelegate>(string name, params Type[] parameters)
        where TDelegate : Delegate
    {
        var method = typeof(TService).GetMethod(name, BindingFlags.Instance | BindingFlags.Public, parameters)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no method {name}.");
        return method.CreateDelegate<TDelegate>();
    }

    private static async Task<T> InvokeAsync<T>(ServerCallContext context, Func<TService, Task<T>> body)
    {
        var service = ServiceActivator<TService>.Resolve(context.GetHttpContext().RequestServices, out var owned);
        try
        {
            return await body(service);
        }
        finally
        {
            await Disposal.ReleaseAsync(service, owned);
        }
    }

    private static async Task InvokeAsync(ServerCallContext context, Func<TService, Task> body)
    {
        var service = ServiceActivator<TService>.Resolve(context.GetHttpContext().RequestServices, out var owned);
        try
        {
            await body(service);
        }
        finally
        {
            await Disposal.ReleaseAsync(service, owned);
        }
    }

    private void Map(IMethod method, Func<ServerCall, Task> handler)
    {
        _services.Add(method.ServiceName);
        RequestDelegate endpoint = http => ServerCall.HandleAsync(http, method.FullName, _settings, handler);
        Endpoints.Add(builder.MapPost(method.FullName, endpoint)
            .WithDisplayName("gRPC - " + method.FullName)
            .WithMetadata(new GrpcMethodMetadata(typeof(TService), method)));
    }
}
