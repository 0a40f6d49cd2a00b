using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Safety;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.TestSupport;

/// <summary>A loop without an arm: writes down which stops are requested, and obeys every command.</summary>
internal sealed class RecordingLoop(IMonotonicClock clock) : IRobotLoop
{
    private readonly Lock _gate = new();
    private readonly List<(StopCause Cause, StopKind Kind)> _stops = [];

    public RobotDescription Robot { get; } = new()
    {
        Name = "two_joints",
        Joints =
        [
            .. Enumerable.Range(0, 2).Select(joint => new JointDescription
            {
                Name = "joint_" + joint,
                MinPosition = -1,
                MaxPosition = 1,
                MaxVelocity = 1,
                MaxAcceleration = 5,
                MaxTrackingError = 0.5,
            }),
        ],
        Cameras = [],
    };

    public double RateHz => 100;

    public IMonotonicClock Clock { get; } = clock;

    public HumanInput Human { get; } = new(2, clock);

    public OperatorPresence Presence { get; } = new();

    public FailureSignal Failures { get; } = new();

    public TimeSpan HumanTimeout => TimeSpan.FromMilliseconds(200);

    public ControlMode Mode { get; set; }

    public IReadOnlyList<(StopCause Cause, StopKind Kind)> Stops
    {
        get
        {
            lock (_gate)
                return [.. _stops];
        }
    }

    public LoopStatus ReadStatus() => new() { Mode = Mode };

    public void ReadSnapshot(LoopSnapshot destination)
    {
    }

    public LoopSnapshot CreateSnapshot() => new(2, 0);

    public Task<LoopVerdict> SendAsync(LoopCommand command, CancellationToken cancel) =>
        Task.FromResult(new LoopVerdict(true, StopCause.None, ReadStatus()));

    public void SetFailureReaction(FailureReaction reaction)
    {
    }

    public void RequestStop(StopCause cause, StopKind kind)
    {
        lock (_gate)
            _stops.Add((cause, kind));
    }

    public int SetOffset(ReadOnlySpan<double> offset) => -1;

    public Task<bool> EquipAsync(LoopEquipment? policy, CancellationToken cancel) => Task.FromResult(true);
}
