using RobotPolicy.Control.Timing;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>
/// Figures by name, read when somebody asks, so that nobody else pays for them. What the API tells and what is exported as metrics is the same
/// list. Filled at start; then any thread reads.
/// </summary>
public sealed class MetricsCatalog(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly List<MetricCounter> _counters = [];
    private readonly List<MetricDistribution> _distributions = [];

    /// <summary>Time since the service started.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(_start);

    /// <summary>Counters and gauges.</summary>
    public IReadOnlyList<MetricCounter> Counters => _counters;

    /// <summary>Distributions of durations.</summary>
    public IReadOnlyList<MetricDistribution> Distributions => _distributions;

    /// <summary>Adds a counter or a gauge that is exported under its own name.</summary>
    /// <param name="name">Name.</param>
    /// <param name="description">What it counts.</param>
    /// <param name="unit">Unit by UCUM.</param>
    /// <param name="read">Reads it; any thread. NaN where there is nothing to tell at the moment.</param>
    /// <param name="kind">How it develops.</param>
    public MetricsCatalog Add(string name, string description, string unit, Func<double> read, MetricKind kind = MetricKind.Counter) =>
        Add(name, description, new MetricInstrument(MetricInstrument.Prefix + name, unit, kind), read);

    /// <summary>Adds a counter or a gauge that is exported under another name, or as one of several.</summary>
    public MetricsCatalog Add(string name, string description, MetricInstrument instrument, Func<double> read)
    {
        _counters.Add(new MetricCounter(name, description, instrument, read));
        return this;
    }

    /// <summary>Adds a count for every value of an enum, as one metric.</summary>
    /// <param name="name">Name; the value follows after a dot.</param>
    /// <param name="description">What all of them count.</param>
    /// <param name="unit">Unit by UCUM.</param>
    /// <param name="attribute">Attribute of the metric that holds the value.</param>
    /// <param name="read">Reads one; any thread.</param>
    /// <param name="values">The values; all of them unless told.</param>
    public MetricsCatalog AddEach<T>(
        string name, string description, string unit, string attribute, Func<T, double> read, IEnumerable<T>? values = null)
        where T : struct, Enum
    {
        var instrument = new MetricInstrument(MetricInstrument.Prefix + name, unit) { Description = description };
        foreach (var value in values ?? Enum.GetValues<T>())
            Add($"{name}.{value}", $"{description.TrimEnd('.')}: {value}.", instrument.For(attribute, value.ToString()), () => read(value));
        return this;
    }

    /// <summary>Adds a distribution of durations.</summary>
    public MetricsCatalog Add(string name, string description, LatencyHistogram histogram)
    {
        _distributions.Add(new MetricDistribution(name, description, histogram));
        return this;
    }
}
