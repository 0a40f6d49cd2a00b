using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Recording;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Operations.Telemetry;
using RobotPolicy.Server.Telemetry;
using RobotPolicy.Tests.Architecture;
using RobotPolicy.Tests.Deploy;

namespace RobotPolicy.Tests.Telemetry;

public sealed class ServiceMetricsTests : IDisposable
{
    private readonly AllFigures _figures = new();
    private readonly MetricsListener _listener;

    public ServiceMetricsTests() => _listener = new MetricsListener(() => new ServiceMetrics(_figures.Catalog));

    public void Dispose()
    {
        _listener.Dispose();
        _figures.Dispose();
    }

    [Fact]
    public void Instruments_AreWhatTheApiTells()
    {
        var told = _figures.Catalog.Counters.Select(counter => counter.Instrument.Name)
            .Concat(_figures.Catalog.Distributions.Select(distribution => "robotpolicy." + distribution.Name))
            .Append("robotpolicy.uptime")
            .Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(told, _listener.Instruments.Keys.Order(StringComparer.Ordinal));
        Assert.All(_listener.Instruments.Values, instrument => Assert.False(string.IsNullOrEmpty(instrument.Unit), instrument.Name));
        Assert.All(_listener.Instruments.Values, instrument => Assert.EndsWith(".", instrument.Description, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_AreThoseThatUsersBuildOn()
    {
        var file = Path.Combine(ProjectFiles.Root, "deploy", "grafana", "metrics.md");
        var rows = _listener.Instruments.Values.OrderBy(instrument => instrument.Name, StringComparer.Ordinal).Select(instrument =>
            $"| `{instrument.Name}` | {PrometheusNames.KindOf(instrument)} | `{instrument.Unit}` | `{PrometheusNames.Of(instrument)}` | {instrument.Description} |");

        var listed = File.ReadLines(file).Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.Equal(rows, listed);
    }

    [Fact]
    public void Values_ComeWithUnitsAndAttributes()
    {
        _figures.Rig.Room.Alerts.Raise(new AlertNote { Key = "a", Source = "test", Severity = AlertSeverity.Error, Text = "Look." });

        _listener.Collect();

        Assert.Equal(2_000_000, _listener.ValueOf("robotpolicy.recording.written"), 1e-6);
        Assert.Equal((int)RecordingState.Recording, _listener.ValueOf("robotpolicy.recording.state"));
        Assert.Equal(0.02, _listener.ValueOf("robotpolicy.topics.age", "topic=/camera/front/image_raw"), 1e-9);
        Assert.Equal(2, _listener.ValueOf("robotpolicy.topics.dropped", "topic=/camera/front/image_raw"));
        Assert.Equal(1, _listener.ValueOf("robotpolicy.alerts.open", "severity=Error"));
        Assert.Equal(0, _listener.ValueOf("robotpolicy.alerts.open", "severity=Critical"));
        Assert.Equal(0.01, _listener.ValueOf("robotpolicy.control.period"), 1e-9);
        Assert.Equal((3, 1), (_listener.ValueOf("robotpolicy.api.clients"), _listener.ValueOf("robotpolicy.api.lease_held")));
        Assert.Equal(Enum.GetValues<StopCause>().Length - 1, _listener.Measured.Count(each => each.Name == "robotpolicy.holds"));
        Assert.True(_listener.ValueOf("process.memory.usage") > 1 << 20);
        Assert.True(_listener.ValueOf("process.cpu.time") > 0);
    }

    [Fact]
    public void NothingToTell_HasNoMeasurement()
    {
        _figures.TopicAgeNs = -1;
        _figures.Rig.Loop.Failure = new FailureReport { State = FailureState.Degraded, Ratio = 0.5 };
        _listener.Collect();
        Assert.DoesNotContain(_listener.Measured, each => each.Name is "robotpolicy.topics.age" or "robotpolicy.failure.ratio");

        _figures.Rig.Loop.Failure = new FailureReport { State = FailureState.Alarm, Ratio = 1.5 };
        _listener.Collect();
        Assert.Equal(1.5, _listener.ValueOf("robotpolicy.failure.ratio"));

        _figures.Rig.Loop.Failure = new FailureReport { State = FailureState.Alarm, Ratio = double.PositiveInfinity };
        _listener.Collect();
        Assert.DoesNotContain(_listener.Measured, each => each.Name == "robotpolicy.failure.ratio");
    }

    [Fact]
    public void Distribution_IsAHistogramOfWhatCameSinceTheLastCollection()
    {
        _figures.Scheduler.Lateness.Record(150_000);
        _figures.Scheduler.Lateness.Record(150_000);
        _figures.Scheduler.Lateness.Record(3_000_000);
        _listener.Collect();
        var first = Lateness();
        _figures.Scheduler.Lateness.Record(7_000);
        _listener.Collect();

        Assert.Equal(3, first.Count);
        Assert.All(first.Zip([150e-6, 150e-6, 3e-3]), pair => Assert.InRange(pair.First, pair.Second, 1.016 * pair.Second));
        Assert.Equal(7e-6, Assert.Single(Lateness()), 1e-7);
    }

    [Fact]
    public void Distribution_ThatNobodyListenedToForLong_BeginsAnew()
    {
        for (var i = 0; i <= HistogramFeed.Backlog; i++)
            _figures.Scheduler.Lateness.Record(150_000);
        _listener.Collect();
        Assert.Empty(Lateness());

        _figures.Scheduler.Lateness.Record(150_000);
        _listener.Collect();
        Assert.Single(Lateness());
    }

    [Fact]
    public void Bounds_RiseAndCoverWhatATickAndAnInferenceTake()
    {
        Assert.Equal(ServiceMetrics.Bounds.Order(), ServiceMetrics.Bounds);
        Assert.Equal(ServiceMetrics.Bounds.Count, ServiceMetrics.Bounds.Distinct().Count());
        Assert.Equal((10e-6, 10), (ServiceMetrics.Bounds[0], ServiceMetrics.Bounds[^1]));
    }

    private List<double> Lateness() => [.. _listener.Measured.Where(each => each.Name == "robotpolicy.tick.lateness").Select(each => each.Value)];
}
