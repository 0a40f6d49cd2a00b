using RobotPolicy.Control.Timing;
using RobotPolicy.Data.Recording;
using RobotPolicy.Server.Composition;
using RobotPolicy.Server.Operations.Recordings;
using RobotPolicy.Server.Operations.Rollouts;
using RobotPolicy.Server.Operations.Telemetry;
using RobotPolicy.Server.RosGraph;
using RobotPolicy.Server.Sessions;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Loop;
using RobotPolicy.Tests.Timing;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Telemetry;

/// <summary>Every figure that the service can have, around a loop without a robot.</summary>
internal sealed class AllFigures : IDisposable
{
    private readonly OperationsRig _rig = new(new ManualTime());

    public AllFigures()
    {
        Catalog.AddRecording(() => Recording).AddRollouts(() => 4, () => 0);
        SchedulerFigures.AddTo(Catalog, Scheduler, new LongTicks(Scheduler.PeriodNs, new FakeThreadUsage()), new LatencyHistogram());
        ProcessFigures.AddTo(Catalog, () => 1);
        TopicFigures.AddTo(Catalog, [new TopicSource("camera front", "/camera/front/image_raw", TimeSpan.FromSeconds(0.3), () => 7, () => TopicAgeNs, () => 2, () => 1)]);
        ClientFigures.AddTo(Catalog, () => 3, () => 5, () => true);
    }

    public MetricsCatalog Catalog => _rig.Room.Metrics;

    public OperationsRig Rig => _rig;

    public TickScheduler Scheduler { get; } = new(new FakeClock(), 100);

    public RecordingStatus Recording { get; set; } = new(RecordingState.Recording, "", "", 2_000_000, 10, 0, 1, 3_000_000);

    public long TopicAgeNs { get; set; } = 20_000_000;

    public void Dispose() => _rig.Dispose();
}
