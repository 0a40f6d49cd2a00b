using System.Diagnostics.Metrics;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Tests.Telemetry;

/// <summary>Collects what the service's meter says, as an exporter does.</summary>
internal sealed class MetricsListener : IDisposable
{
    private readonly MeterListener _listener = new();

    /// <summary>Listens to instruments that are made from now on by this thread's test.</summary>
    public MetricsListener(Func<ServiceMetrics> make)
    {
        // Other tests may have a meter of the same name at the same time.
        var thread = Environment.CurrentManagedThreadId;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != ServiceMetrics.MeterName || Environment.CurrentManagedThreadId != thread || !IsMaking)
                return;
            Instruments[instrument.Name] = instrument;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            Measured.Add((instrument.Name, value, string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")))));
        _listener.Start();
        IsMaking = true;
        Metrics = make();
        IsMaking = false;
    }

    public ServiceMetrics Metrics { get; }

    public Dictionary<string, Instrument> Instruments { get; } = [];

    public List<(string Name, double Value, string Tags)> Measured { get; } = [];

    private bool IsMaking { get; set; }

    /// <summary>Collects once; what was collected before is forgotten.</summary>
    public void Collect()
    {
        Measured.Clear();
        _listener.RecordObservableInstruments();
    }

    public double ValueOf(string name, string tags = "") => Assert.Single(Measured, each => each.Name == name && each.Tags == tags).Value;

    public void Dispose()
    {
        Metrics.Dispose();
        _listener.Dispose();
    }
}
