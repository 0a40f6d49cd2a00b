using System.Diagnostics.CodeAnalysis;
using Grpc.Core.Interceptors;

namespace Grpc.Core;

/// <summary>Base of the generated clients.</summary>
public abstract class ClientBase
{
    /// <summary>For test doubles: every call throws <see cref="NotImplementedException"/>.</summary>
    protected ClientBase()
        : this(new UnimplementedCallInvoker())
    {
    }

    /// <summary>On a channel.</summary>
    protected ClientBase(ChannelBase channel)
        : this(channel.CreateCallInvoker())
    {
    }

    /// <summary>On an invoker.</summary>
    protected ClientBase(CallInvoker callInvoker)
        : this(new ClientBaseConfiguration(callInvoker, null))
    {
    }

    /// <summary>With the configuration of another client.</summary>
    protected ClientBase(ClientBaseConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        CallInvoker = configuration.CreateDecoratedCallInvoker();
    }

    /// <summary>Starts this client's calls.</summary>
    protected CallInvoker CallInvoker { get; }

    internal ClientBaseConfiguration Configuration { get; }

    /// <summary>Invoker and host of a client.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "Generated code names it as a nested type.")]
    protected internal class ClientBaseConfiguration
    {
        private readonly CallInvoker _inner;
        private readonly string? _host;

        internal ClientBaseConfiguration(CallInvoker inner, string? host)
        {
            ArgumentNullException.ThrowIfNull(inner);
            _inner = inner;
            _host = host;
        }

        internal CallInvoker CreateDecoratedCallInvoker() =>
            _host is null ? _inner : new InterceptingCallInvoker(_inner, new HostInterceptor(_host));

        internal ClientBaseConfiguration WithHost(string host) => new(_inner, host);
    }
}
