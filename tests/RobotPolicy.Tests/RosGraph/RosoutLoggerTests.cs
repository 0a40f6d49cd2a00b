using System.Text;
using Microsoft.Extensions.Logging;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Server.RosGraph;
using RosLog = RobotPolicy.Ros.Messages.Log;

namespace RobotPolicy.Tests.RosGraph;

public sealed class RosoutLoggerTests : IDisposable
{
    private readonly GraphRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Lines_ArePublishedWithLevelNameTextAndTime()
    {
        using var rosout = new RosoutLogger(_rig.Ours, _rig.Time, LogLevel.Debug);
        var heard = Listen();
        var logger = rosout.CreateLogger("RobotPolicy.Server.Hosting.HouseKeeping");
        logger.LogDebug("fine");
        logger.LogInformation("Ready: {Robot}", "arm");
        logger.LogWarning("slow");
        logger.LogError(new InvalidOperationException("on purpose"), "broken");
        logger.LogCritical("dead\0?");
        _rig.Peer.Pump();
        Assert.Empty(heard);

        rosout.Drain();
        _rig.Peer.Pump();
        Assert.Equal([10, 20, 30, 40, 50], heard.Select(line => line.Level));
        Assert.All(heard, line => Assert.Equal("robot_policy.HouseKeeping", line.Name));
        Assert.Equal(["fine", "Ready: arm", "slow"], heard.Take(3).Select(line => line.Message));
        Assert.StartsWith("broken: System.InvalidOperationException: on purpose", heard[3].Message, StringComparison.Ordinal);
        Assert.Equal("dead ?", heard[4].Message);
        Assert.Equal(_rig.Time.GetUtcNow().ToUnixTimeMilliseconds(), heard[0].StampNs / 1_000_000);
    }

    [Fact]
    public void Lines_BelowTheMinimum_AreNotPublished()
    {
        using var rosout = new RosoutLogger(_rig.Ours, _rig.Time, LogLevel.Warning);
        var heard = Listen();
        var logger = rosout.CreateLogger("A");
        Assert.False(logger.IsEnabled(LogLevel.Information));
        Assert.False(logger.IsEnabled(LogLevel.None));
        logger.LogInformation("no");
        logger.LogWarning("yes");
        rosout.Drain();
        _rig.Peer.Pump();
        Assert.Equal("yes", Assert.Single(heard).Message);
    }

    [Fact]
    public void Lines_OfTheTransportItself_AreNotPublished()
    {
        using var rosout = new RosoutLogger(_rig.Ours, _rig.Time);
        var logger = rosout.CreateLogger(RosoutLogger.TransportCategory);
        Assert.False(logger.IsEnabled(LogLevel.Critical));
        var heard = Listen();
        logger.LogCritical("1 publishes on /rosout failed");
        rosout.Drain();
        _rig.Peer.Pump();
        Assert.Empty(heard);
    }

    [Fact]
    public void Lines_LoggedByPublishing_AreNotPublished()
    {
        // A subscriber in this process that logs whatever it hears, as a log viewer might: delivered within the drain by its clock.
        var clock = new LoggingTime();
        using var rosout = new RosoutLogger(_rig.Ours, clock);
        var logger = rosout.CreateLogger("A");
        var heard = Listen();
        logger.LogInformation("one");
        for (var i = 0; i < RosoutLogger.Capacity; i++)
            logger.LogInformation("flood");
        clock.OnRead = () => logger.LogError("logged by publishing the loss");
        rosout.Drain();
        clock.OnRead = null;
        rosout.Drain();
        _rig.Peer.Pump();
        Assert.True(clock.Reads > 0);
        Assert.DoesNotContain(heard, line => line.Message.StartsWith("logged by", StringComparison.Ordinal));
        Assert.Equal(1, rosout.DroppedCount);
    }

    [Fact]
    public void Queue_Full_LosesTheOldestAndSaysSoOnce()
    {
        using var rosout = new RosoutLogger(_rig.Ours, _rig.Time);
        var heard = Listen();
        var logger = rosout.CreateLogger("A");
        for (var i = 0; i < RosoutLogger.Capacity + 5; i++)
            logger.LogInformation("line {Number}", i);
        Assert.Equal(5, rosout.DroppedCount);
        rosout.Drain();
        rosout.Drain();
        _rig.Peer.Pump();
        Assert.Equal(RosoutLogger.Capacity + 1, heard.Count);
        Assert.Equal("line 5", heard[0].Message);
        Assert.Equal((30, "5 lines of the log were lost on their way to /rosout"), (heard[^1].Level, heard[^1].Message));
        Assert.Equal(0, rosout.UnsentCount);
    }

    [Fact]
    public void LateJoiner_GetsTheLinesThatWereLogged()
    {
        using var rosout = new RosoutLogger(_rig.Ours, _rig.Time);
        rosout.CreateLogger("A").LogInformation("before you came");
        rosout.Drain();
        var heard = Listen();
        _rig.Peer.Pump();
        Assert.Equal("before you came", Assert.Single(heard).Message);
    }

    [Fact]
    public void Transport_Gone_IsCountedAndDoesNotThrow()
    {
        var rosout = new RosoutLogger(_rig.Ours, _rig.Time);
        _rig.Ours.Dispose();
        rosout.CreateLogger("A").LogInformation("x");
        rosout.Dispose();
        Assert.Equal(1, rosout.UnsentCount);
    }

    private List<Line> Listen() => _rig.Listen(RosoutLogger.Topic, RosLog.Type, cdr =>
    {
        Assert.True(RosLog.TryDecode(cdr, out var log, out var error), error.ToString());
        return new Line(log.Stamp.ToNs(), log.Level, Encoding.UTF8.GetString(log.Name), Encoding.UTF8.GetString(log.Message));
    });

    private sealed record Line(long StampNs, int Level, string Name, string Message);

    private sealed class LoggingTime : TimeProvider
    {
        private bool _isInside;

        public Action? OnRead { get; set; }

        public int Reads { get; private set; }

        public override DateTimeOffset GetUtcNow()
        {
            if (OnRead is null || _isInside)
                return DateTimeOffset.UnixEpoch;
            Reads++;
            _isInside = true;
            OnRead();
            _isInside = false;
            return DateTimeOffset.UnixEpoch;
        }
    }
}
