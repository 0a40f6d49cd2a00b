using System.Net.Sockets;
using Grpc.Core;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Grpc.Server;

internal sealed partial class ServerCall
{
    private Metadata? _requestHeaders;
    private Metadata? _trailers;
    private Status _status = Status.DefaultSuccess;
    private AuthContext? _authContext;

    protected override string MethodCore => _method;

    protected override string HostCore => Http.Request.Host.Value ?? "";

    protected override string PeerCore
    {
        get
        {
            if (Http.Connection.RemoteIpAddress is not { } address)
                return "unknown";
            return address.AddressFamily == AddressFamily.InterNetworkV6
                ? $"ipv6:[{address}]:{Http.Connection.RemotePort}"
                : $"ipv4:{address}:{Http.Connection.RemotePort}";
        }
    }

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadHeaders();

    protected override CancellationToken CancellationTokenCore => _cancellation?.Token ?? Http.RequestAborted;

    protected override Metadata ResponseTrailersCore => _trailers ??= [];

    protected override Status StatusCore
    {
        get => _status;
        set => _status = value;
    }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _authContext ??= CertificateIdentity.From(Http.Connection.ClientCertificate);

    protected override IDictionary<object, object> UserStateCore => Http.Items!;

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotImplementedException("Context propagation is not part of this transport: pass Deadline and CancellationToken on.");

    private Metadata ReadHeaders()
    {
        var result = new Metadata();
        foreach (var header in Http.Request.Headers)
        {
            foreach (var value in header.Value)
            {
                if (value is not null)
                    MetadataHeaders.Add(result, header.Key, value);
            }
        }

        return result;
    }
}
