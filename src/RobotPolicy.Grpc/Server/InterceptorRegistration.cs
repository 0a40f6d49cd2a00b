using System.Diagnostics.CodeAnalysis;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>An interceptor type with the constructor arguments that the service provider does not have.</summary>
public class InterceptorRegistration
{
    private readonly object[] _arguments;
    private readonly ObjectFactory _factory;

    internal InterceptorRegistration(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, object[] arguments)
    {
        if (!typeof(Interceptor).IsAssignableFrom(type))
            throw new ArgumentException($"Type must inherit from {typeof(Interceptor)}.", nameof(type));
        Type = type;
        _arguments = arguments;
        _factory = ActivatorUtilities.CreateFactory(type, [.. arguments.Select(argument => argument.GetType())]);
    }

    /// <summary>The interceptor's type.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type Type { get; }

    /// <summary>Its explicit constructor arguments.</summary>
    public IReadOnlyList<object> Arguments => _arguments;

    /// <summary>The interceptor for one call: the registered one, or a new one that the caller disposes (owned).</summary>
    internal Interceptor Resolve(IServiceProvider services, out bool owned)
    {
        var registered = _arguments.Length == 0 ? (Interceptor?)services.GetService(Type) : null;
        owned = registered is null;
        return registered ?? (Interceptor)_factory(services, _arguments);
    }
}
