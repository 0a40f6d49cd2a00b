namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>
/// How a figure leaves the service as a metric. Names are stable: dashboards and alarms of users are built on them. Figures that share a name
/// are one metric, told apart by their attribute.
/// </summary>
/// <param name="Name">Name, such as <c>robotpolicy.ticks.late</c>.</param>
/// <param name="Unit">Unit by UCUM, such as <c>s</c>, <c>By</c> or <c>{tick}</c>.</param>
/// <param name="Kind">How it develops.</param>
public sealed record MetricInstrument(string Name, string Unit, MetricKind Kind = MetricKind.Counter)
{
    /// <summary>What all names begin with, unless the semantic conventions of OpenTelemetry have one for it.</summary>
    public const string Prefix = "robotpolicy.";

    /// <summary>What all figures of this name are together; empty for the figure's own description.</summary>
    public string Description { get; init; } = "";

    /// <summary>Units of the metric in one of the figure: 1048576 where the figure is in megabytes and the metric in bytes.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>What tells this figure from the others of the same name; <see langword="null"/> where there are none.</summary>
    public KeyValuePair<string, object?>? Attribute { get; init; }

    /// <summary>The same instrument for one value of an attribute.</summary>
    public MetricInstrument For(string attribute, string value) =>
        this with { Attribute = new KeyValuePair<string, object?>(attribute, value) };
}
