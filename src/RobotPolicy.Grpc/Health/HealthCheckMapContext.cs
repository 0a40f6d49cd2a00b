namespace Grpc.AspNetCore.HealthChecks;

/// <summary>One health check, for the decision whether it counts for a service.</summary>
public sealed class HealthCheckMapContext
{
    /// <summary>From its parts.</summary>
    public HealthCheckMapContext(string name, IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(tags);
        Name = name;
        Tags = tags;
    }

    /// <summary>Name of the check.</summary>
    public string Name { get; }

    /// <summary>Its tags.</summary>
    public IEnumerable<string> Tags { get; }
}
