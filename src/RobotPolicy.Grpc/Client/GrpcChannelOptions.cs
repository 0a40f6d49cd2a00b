using Grpc.Core;
using RobotPolicy.Grpc.Framing;

namespace Grpc.Net.Client;

/// <summary>Options of a channel.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>Credentials; null takes TLS from the address's scheme. They must agree with the scheme.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>Largest sent message in bytes, before compression; null (default): no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Largest received message in bytes, before and after decompression; null: no limit. Default 4 MiB.</summary>
    public int? MaxReceiveMessageSize { get; set; } = GrpcHeaders.DefaultMaxReceiveBytes;

    /// <summary>Handler to use instead of the default one: TLS options, keep-alive pings and windows are set on it.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Client to use instead of the default one; excludes <see cref="HttpHandler"/>.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Whether the channel disposes the handler or client that it was given. Default: no.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Sends call credentials without TLS too. Only for tests and loopback. Default: no.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }

    internal TimeProvider Time { get; set; } = TimeProvider.System;
}
