namespace Grpc.Core;

/// <summary>TLS. Roots, client certificates and checks are set on the channel's handler (<c>SocketsHttpHandler.SslOptions</c>).</summary>
public sealed class SslCredentials : ChannelCredentials
{
    internal override bool IsSecure => true;
}
