using System.Text.Json;
using System.Text.RegularExpressions;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Telemetry;
using RobotPolicy.Tests.Architecture;
using RobotPolicy.Tests.Telemetry;

namespace RobotPolicy.Tests.Deploy;

/// <summary>The dashboard against the metrics that the service has.</summary>
public sealed partial class GrafanaTests : IDisposable
{
    /// <summary>Metrics that are told by others on the dashboard already, or by a look at them only.</summary>
    private static readonly string[] LeftOut =
    [
        "robotpolicy_ticks_total", "robotpolicy_epoch", "robotpolicy_thread_cpu_share_percent", "robotpolicy_pictures_encoded_total",
        "robotpolicy_alerts_pictures_dropped_total", "robotpolicy_failure_unsignalled_total", "robotpolicy_human_refused_total", "robotpolicy_human_full_total",
        "robotpolicy_rollouts_written_total", "robotpolicy_rollouts_lost_total",
    ];

    private static readonly string File = Path.Combine(ProjectFiles.Root, "deploy", "grafana", "robotpolicy.json");

    private readonly JsonDocument _dashboard = JsonDocument.Parse(System.IO.File.ReadAllText(File));
    private readonly AllFigures _figures = new();
    private readonly Dictionary<string, string> _metrics;

    public GrafanaTests()
    {
        using var listener = new MetricsListener(() => new ServiceMetrics(_figures.Catalog));
        _metrics = listener.Instruments.Values.ToDictionary(PrometheusNames.Of, PrometheusNames.KindOf);
    }

    public void Dispose()
    {
        _dashboard.Dispose();
        _figures.Dispose();
    }

    [Fact]
    public void Metrics_ThatTheDashboardNames_AreTheServices()
    {
        var named = Named().ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Select(name => Bucket().Replace(name, "")).Except(_metrics.Keys));
        Assert.All(named, name => Assert.Equal(_metrics[Bucket().Replace(name, "")] == "histogram", Bucket().IsMatch(name)));
    }

    [Fact]
    public void Metrics_OfTheService_AreOnTheDashboard() =>
        Assert.Equal(LeftOut.Order(StringComparer.Ordinal), _metrics.Keys.Except(Named().Select(name => Bucket().Replace(name, ""))).Order(StringComparer.Ordinal));

    [Fact]
    public void Counters_AreSeenAsRates()
    {
        Assert.All(Expressions(), expression => Assert.All(Name().Matches(expression), match =>
        {
            if (_metrics.GetValueOrDefault(Bucket().Replace(match.Value, "")) is "counter" or "histogram")
                Assert.Matches($@"(rate|increase)\({match.Value}\{{", expression);
        }));
    }

    [Fact]
    public void Modes_AndCauses_HaveTheirNames()
    {
        Assert.Equal(Enum.GetValues<ControlMode>().Select(mode => $"{(int)mode} {mode}"), MappingOf("Mode"));
        Assert.Equal(Enum.GetValues<StopCause>().Select(cause => $"{(int)cause} {cause}"), MappingOf("Cause"));
    }

    [Fact]
    public void Panels_LieBesideEachOtherAndAskTheChosenDataSource()
    {
        var panels = Panels().ToList();
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var taken = new HashSet<(int, int)>();
        foreach (var panel in panels)
        {
            var at = panel.GetProperty("gridPos");
            var (x, y, w, h) = (at.GetProperty("x").GetInt32(), at.GetProperty("y").GetInt32(), at.GetProperty("w").GetInt32(), at.GetProperty("h").GetInt32());
            Assert.InRange(x + w, 1, 24);
            for (var column = x; column < x + w; column++)
                for (var line = y; line < y + h; line++)
                    Assert.True(taken.Add((column, line)), $"{panel.GetProperty("title")} lies on another panel.");
        }

        Assert.All(Targets(), target => Assert.Equal("${datasource}", target.GetProperty("datasource").GetProperty("uid").GetString()));
        Assert.Equal(["datasource", "instance"], _dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray().Select(variable => variable.GetProperty("name").GetString()));
        Assert.True(_dashboard.RootElement.GetProperty("schemaVersion").GetInt32() >= 39);
    }

    private IEnumerable<JsonElement> Panels() => _dashboard.RootElement.GetProperty("panels").EnumerateArray();

    private IEnumerable<JsonElement> Targets() =>
        Panels().SelectMany(panel => panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray() : Enumerable.Empty<JsonElement>());

    private IEnumerable<string> Expressions() => Targets().Select(target => target.GetProperty("expr").GetString()!);

    private IEnumerable<string> Named() => Expressions().SelectMany(expression => Name().Matches(expression).Select(match => match.Value)).Distinct();

    private IEnumerable<string> MappingOf(string title) =>
        Panels().Single(panel => panel.GetProperty("title").GetString() == title)
            .GetProperty("fieldConfig").GetProperty("defaults").GetProperty("mappings")[0].GetProperty("options").EnumerateObject()
            .Select(option => $"{option.Name} {option.Value.GetProperty("text").GetString()}");

    [GeneratedRegex(@"\b(robotpolicy|process)_\w+(?=\{)")]
    private static partial Regex Name();

    [GeneratedRegex("_bucket$")]
    private static partial Regex Bucket();
}
