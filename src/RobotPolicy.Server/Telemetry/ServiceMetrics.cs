using System.Diagnostics.Metrics;
using RobotPolicy.Server.Operations.Telemetry;

namespace RobotPolicy.Server.Telemetry;

/// <summary>
/// The service's figures as <c>System.Diagnostics.Metrics</c> instruments of the meter <c>RobotPolicy</c>: what the API tells, under stable
/// names and with units. All are observed when a listener asks, on the listener's thread, so that the control thread pays nothing for them.
/// </summary>
public sealed class ServiceMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "RobotPolicy";

    /// <summary>Upper bounds of the buckets of durations: six to a power of ten, from 10 µs to 10 s; s.</summary>
    public static readonly IReadOnlyList<double> Bounds =
    [
        10e-6, 15e-6, 20e-6, 30e-6, 50e-6, 70e-6,
        100e-6, 150e-6, 200e-6, 300e-6, 500e-6, 700e-6,
        1e-3, 1.5e-3, 2e-3, 3e-3, 5e-3, 7e-3,
        10e-3, 15e-3, 20e-3, 30e-3, 50e-3, 70e-3,
        0.1, 0.15, 0.2, 0.3, 0.5, 0.7,
        1, 1.5, 2, 3, 5, 7, 10,
    ];

    private readonly Meter _meter = new(MeterName);
    private readonly Lock _feeding = new();
    private readonly List<HistogramFeed> _feeds = [];

    /// <summary>Registers the instruments.</summary>
    /// <param name="catalog">The figures; complete by now.</param>
    public ServiceMetrics(MetricsCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);

        // Whoever collects begins with what is observed: this one first, so that histograms are up to date when they are taken.
        _meter.CreateObservableGauge(
            MetricInstrument.Prefix + "uptime",
            () =>
            {
                Feed();
                return catalog.Uptime.TotalSeconds;
            },
            "s",
            "Time since the service started.");
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds };
        foreach (var distribution in catalog.Distributions)
            _feeds.Add(new HistogramFeed(
                distribution.Histogram,
                _meter.CreateHistogram(MetricInstrument.Prefix + distribution.Name, "s", distribution.Description, tags: null, advice)));
        foreach (var figures in catalog.Counters.GroupBy(counter => counter.Instrument.Name))
            Create([.. figures]);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Create(MetricCounter[] figures)
    {
        var instrument = figures[0].Instrument;
        var description = instrument.Description.Length > 0 ? instrument.Description : figures[0].Description;
        if (instrument.Kind == MetricKind.Counter)
            _meter.CreateObservableCounter(instrument.Name, () => Read(figures), instrument.Unit, description);
        else
            _meter.CreateObservableGauge(instrument.Name, () => Read(figures), instrument.Unit, description);
    }

    // A figure that has nothing to tell has no measurement, rather than one that looks like a value.
    private static IEnumerable<Measurement<double>> Read(MetricCounter[] figures)
    {
        foreach (var figure in figures)
        {
            var value = figure.Read() * figure.Instrument.Scale;
            if (!double.IsFinite(value))
                continue;
            yield return figure.Instrument.Attribute is { } attribute ? new Measurement<double>(value, attribute) : new Measurement<double>(value);
        }
    }

    // Several listeners may collect at a time; what one of them feeds reaches all.
    private void Feed()
    {
        lock (_feeding)
            foreach (var feed in _feeds)
                feed.Feed();
    }
}
