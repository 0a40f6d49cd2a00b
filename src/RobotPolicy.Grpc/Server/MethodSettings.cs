using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RobotPolicy.Grpc.Server;

/// <summary>The options of one service as its methods use them: the service's own over those of all services.</summary>
internal sealed record MethodSettings(
    int? MaxReceiveBytes,
    int? MaxSendBytes,
    bool DetailedErrors,
    bool CompressResponses,
    CompressionLevel Level,
    bool IgnoreUnknownServices,
    IReadOnlyList<InterceptorRegistration> Interceptors,
    TimeProvider Time,
    ILogger Log)
{
    internal static MethodSettings For<TService>(IEndpointRouteBuilder builder)
        where TService : class
    {
        var services = builder.ServiceProvider;
        var all = services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value;
        var own = services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value;
        var algorithm = own.ResponseCompressionAlgorithm ?? all.ResponseCompressionAlgorithm;
        if (algorithm is not (null or "" or "identity" or "gzip"))
            throw new InvalidOperationException($"Response compression '{algorithm}' is not supported: use \"gzip\" or null.");
        return new MethodSettings(
            own.HasMaxReceive ? own.MaxReceiveMessageSize : all.MaxReceiveMessageSize,
            own.HasMaxSend ? own.MaxSendMessageSize : all.MaxSendMessageSize,
            own.EnableDetailedErrors ?? all.EnableDetailedErrors ?? false,
            algorithm == "gzip",
            own.ResponseCompressionLevel ?? all.ResponseCompressionLevel ?? CompressionLevel.Fastest,
            own.IgnoreUnknownServices ?? all.IgnoreUnknownServices ?? false,
            [.. all.Interceptors, .. own.Interceptors],
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TService).FullName ?? typeof(TService).Name));
    }
}
