namespace Grpc.AspNetCore.HealthChecks;

/// <summary>A name under which health is asked for, and the checks that count for it.</summary>
public sealed class ServiceMapping
{
    /// <summary>From its parts.</summary>
    public ServiceMapping(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(predicate);
        Name = name;
        HealthCheckPredicate = predicate;
    }

    /// <summary>Full name of a service, or empty for the whole server.</summary>
    public string Name { get; }

    /// <summary>Whether a check counts.</summary>
    public Func<HealthCheckMapContext, bool> HealthCheckPredicate { get; }
}
