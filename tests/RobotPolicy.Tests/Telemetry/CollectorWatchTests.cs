using Microsoft.Extensions.Logging;
using RobotPolicy.Server.Telemetry.Otlp;

namespace RobotPolicy.Tests.Telemetry;

public sealed class CollectorWatchTests
{
    private readonly List<(LogLevel Level, string Line)> _log = [];

    [Fact]
    public void Outage_IsSaidOnceAndSoIsItsEnd()
    {
        using var watch = new CollectorWatch(new Lines(_log), "http://collector:4317");
        watch.Reached("http://collector:4317/");
        Assert.Empty(_log);

        for (var i = 0; i < 5; i++)
            watch.Failed("http://collector:4317/", "Connection refused.");
        var (level, line) = Assert.Single(_log);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("http://collector:4317/ takes nothing: Connection refused.", line, StringComparison.Ordinal);
        Assert.Contains("See that a collector listens there", line, StringComparison.Ordinal);

        watch.Reached("http://collector:4317/");
        watch.Reached("http://collector:4317/");
        Assert.Equal([LogLevel.Warning, LogLevel.Information], _log.Select(entry => entry.Level));
        watch.Failed("http://collector:4317/", "Connection refused.");
        Assert.Equal(3, _log.Count);
    }

    [Fact]
    public void OneAddressOfTwo_DoesNotSpeakForTheOther()
    {
        using var watch = new CollectorWatch(new Lines(_log), "http://collector:4318");
        for (var i = 0; i < 3; i++)
        {
            watch.Failed("http://collector:4318/v1/traces", "404 (Not Found).");
            watch.Reached("http://collector:4318/v1/metrics");
        }

        Assert.Single(_log);
    }

    [Fact]
    public void BothAddressesOfAHost_AreOneLine()
    {
        using var watch = new CollectorWatch(new Lines(_log), "http://collector:4317");
        watch.Failed("http://collector:4317/metrics", "Connection refused.");
        watch.Failed("http://collector:4317/traces", "Connection refused.");
        Assert.Single(_log);

        watch.Reached("http://collector:4317/metrics");
        Assert.Single(_log);
        watch.Reached("http://collector:4317/traces");
        Assert.Equal([LogLevel.Warning, LogLevel.Information], _log.Select(entry => entry.Level));
    }

    private sealed class Lines(List<(LogLevel, string)> log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add((logLevel, formatter(state, exception)));
    }
}
