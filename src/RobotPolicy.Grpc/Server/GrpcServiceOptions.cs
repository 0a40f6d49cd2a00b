using System.IO.Compression;
using RobotPolicy.Grpc.Framing;

namespace Grpc.AspNetCore.Server;

/// <summary>Options of all services, or of one (<see cref="GrpcServiceOptions{TService}"/>).</summary>
public class GrpcServiceOptions
{
    private int? _maxReceiveMessageSize = GrpcHeaders.DefaultMaxReceiveBytes;
    private int? _maxSendMessageSize;

    /// <summary>Largest received message in bytes, before and after decompression; null: no limit. Default 4 MiB.</summary>
    public int? MaxReceiveMessageSize
    {
        get => _maxReceiveMessageSize;
        set => (_maxReceiveMessageSize, HasMaxReceive) = (value, true);
    }

    /// <summary>Largest sent message in bytes, before compression; null (default): no limit.</summary>
    public int? MaxSendMessageSize
    {
        get => _maxSendMessageSize;
        set => (_maxSendMessageSize, HasMaxSend) = (value, true);
    }

    /// <summary>Whether a handler's exception is told to the client. Default: no.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>"gzip" compresses responses for clients that accept it; null (default) does not.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard responses are compressed. Default <see cref="CompressionLevel.Fastest"/>.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>Whether calls of unknown services are left to other endpoints instead of answered with Unimplemented.</summary>
    public bool? IgnoreUnknownServices { get; set; }

    /// <summary>Interceptors around every method; the first is outermost.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    internal bool HasMaxReceive { get; private set; }

    internal bool HasMaxSend { get; private set; }
}
