namespace Grpc.Core;

/// <summary>Whether a channel uses TLS, and the credentials that every call on it carries.</summary>
public abstract class ChannelCredentials
{
    private static readonly ChannelCredentials InsecureInstance = new Plain();
    private static readonly ChannelCredentials SecureInstance = new SslCredentials();

    internal ChannelCredentials()
    {
    }

    /// <summary>No TLS.</summary>
    public static ChannelCredentials Insecure => InsecureInstance;

    /// <summary>TLS with the trust of the operating system; the channel's handler may set its own.</summary>
    public static ChannelCredentials SecureSsl => SecureInstance;

    internal abstract bool IsSecure { get; }

    internal virtual CallCredentials? CallCredentials => null;

    /// <summary>Channel credentials with which every call also carries these call credentials.</summary>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        ArgumentNullException.ThrowIfNull(channelCredentials);
        ArgumentNullException.ThrowIfNull(callCredentials);
        return new WithCalls(channelCredentials, callCredentials);
    }

    private sealed class Plain : ChannelCredentials
    {
        internal override bool IsSecure => false;
    }

    private sealed class WithCalls(ChannelCredentials channel, CallCredentials calls) : ChannelCredentials
    {
        internal override bool IsSecure => channel.IsSecure;

        internal override CallCredentials? CallCredentials =>
            channel.CallCredentials is { } inner ? CallCredentials.Compose(inner, calls) : calls;
    }
}
