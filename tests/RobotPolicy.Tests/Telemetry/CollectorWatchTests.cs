using Microsoft.Extensions.Logging;
using RobotPolicy.Server.Telemetry.Otlp;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Telemetry;

public sealed class CollectorWatchTests
{
    private readonly LogLines _log = new();

    [Fact]
    public void Outage_IsSaidOnceAndSoIsItsEnd()
    {
        using var watch = new CollectorWatch(_log, "http://collector:4317");
        watch.Reached("http://collector:4317/");
        Assert.Empty(_log.Lines);

        for (var i = 0; i < 5; i++)
            watch.Failed("http://collector:4317/", "Connection refused.");
        var (level, line) = Assert.Single(_log.Lines);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("http://collector:4317/ takes nothing: Connection refused.", line, StringComparison.Ordinal);
        Assert.Contains("See that a collector listens there", line, StringComparison.Ordinal);

        watch.Reached("http://collector:4317/");
        watch.Reached("http://collector:4317/");
        Assert.Equal([LogLevel.Warning, LogLevel.Information], _log.Lines.Select(entry => entry.Level));
        watch.Failed("http://collector:4317/", "Connection refused.");
        Assert.Equal(3, _log.Lines.Count);
    }

    [Fact]
    public void OneAddressOfTwo_DoesNotSpeakForTheOther()
    {
        using var watch = new CollectorWatch(_log, "http://collector:4318");
        for (var i = 0; i < 3; i++)
        {
            watch.Failed("http://collector:4318/v1/traces", "404 (Not Found).");
            watch.Reached("http://collector:4318/v1/metrics");
        }

        Assert.Single(_log.Lines);
    }

    [Fact]
    public void MethodOfGrpc_IsNotShown()
    {
        using var watch = new CollectorWatch(_log, "http://collector:4317");
        watch.Failed("http://collector:4317/opentelemetry.proto.collector.trace.v1.TraceService/Export", "Connection refused.");
        watch.Failed("no address", "Connection refused.");
        Assert.Contains("OTLP: http://collector:4317 takes nothing", _log.Lines[0].Text, StringComparison.Ordinal);
        Assert.Contains("OTLP: no address takes nothing", _log.Lines[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void BothAddressesOfAHost_AreOneLine()
    {
        using var watch = new CollectorWatch(_log, "http://collector:4317");
        watch.Failed("http://collector:4317/metrics", "Connection refused.");
        watch.Failed("http://collector:4317/traces", "Connection refused.");
        Assert.Single(_log.Lines);

        watch.Reached("http://collector:4317/metrics");
        Assert.Single(_log.Lines);
        watch.Reached("http://collector:4317/traces");
        Assert.Equal([LogLevel.Warning, LogLevel.Information], _log.Lines.Select(entry => entry.Level));
    }
}
