using Microsoft.Extensions.Logging;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Timing;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Server.RosGraph;
using RobotPolicy.Server.Telemetry;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.RosGraph;

public sealed class RosGraphWorkerTests
{
    [Fact]
    public void Run_TenRounds_GiveOneDiagnosticAndTheStateOnce()
    {
        using var rig = new GraphRig();
        using var state = new StateTopic(rig.Ours);
        using var diagnostics = CreateDiagnostics(rig);
        using var rosout = new RosoutLogger(rig.Ours, rig.Time);
        using var worker = new RosGraphWorker(state, () => default, diagnostics, rosout, null, new CountingLogger(), rig.Time);
        var states = rig.Listen("/robot_policy/state", StringMessage.Type, GraphRig.ReadString);
        var arrays = rig.Listen(DiagnosticsPublisher.Topic, DiagnosticArray.Type, cdr => cdr.Length, QosProfile.Default);
        var lines = rig.Listen(RosoutLogger.Topic, Log.Type, cdr => cdr.Length);
        rosout.CreateLogger("A").LogInformation("x");
        for (var round = 0; round < 10; round++)
            worker.Run(round);
        rig.Peer.Pump();
        Assert.Equal((1, 1, 1), (states.Count, arrays.Count, lines.Count));
        worker.Run(10);
        rig.Peer.Pump();
        Assert.Equal((1, 2, 1), (states.Count, arrays.Count, lines.Count));
    }

    [Fact]
    public void Run_OfAStateThatThrows_IsLoggedOnceAndTriedAgain()
    {
        using var rig = new GraphRig();
        using var state = new StateTopic(rig.Ours);
        using var diagnostics = CreateDiagnostics(rig);
        var logger = new CountingLogger();
        var isBroken = true;
        using var worker = new RosGraphWorker(
            state, () => isBroken ? throw new InvalidOperationException("on purpose") : new RobotState(ControlMode.Idle, StopCause.None, "", "", "", 1), diagnostics, null, null, logger, rig.Time);
        var states = rig.Listen("/robot_policy/state", StringMessage.Type, GraphRig.ReadString);
        worker.Run(1);
        worker.Run(2);
        Assert.Equal(1, logger.Errors);
        isBroken = false;
        worker.Run(3);
        rig.Peer.Pump();
        Assert.Single(states);
    }

    private static DiagnosticsPublisher CreateDiagnostics(GraphRig rig) => new(
        rig.Ours,
        new DiagnosticSources
        {
            HardwareId = "arm",
            RateHz = 100,
            ReadStatus = () => new LoopStatus { Culprit = -1 },
            Statistics = new LoopStatistics(),
            Scheduler = new TickScheduler(new FakeClock(), 100),
            Clock = new MonotonicClock(rig.Time),
        },
        rig.Time);

    private sealed class CountingLogger : ILogger<RosGraphWorker>
    {
        public int Errors { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Errors += logLevel == LogLevel.Error ? 1 : 0;
    }
}
