using Microsoft.Extensions.Logging.Abstractions;
using RobotPolicy.Control.Observations;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Logs;
using RobotPolicy.Server.Operations.Policies;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.TestSupport;

/// <summary>The operator's room around a loop without a robot, with the packages "pick" and "place".</summary>
internal sealed class OperationsRig : IDisposable
{
    public OperationsRig(TimeProvider time, int maxLoaded = 4, double rateHz = 100, LogOptions? logs = null)
    {
        Loop = new FakeRobotLoop(time, rateHz);
        Source = new FakePolicySource(Loop.Robot, "pick", "place");
        var limits = new ObservationOptions().StampLimits;
        Cameras = [.. Loop.Robot.Cameras.Select(camera => new CameraSlot(camera.Name, limits))];
        Room = new OperationsRoom(
            Loop,
            Cameras,
            Source,
            new PolicyLibraryOptions { Folders = [Source.Folder], MaxLoaded = maxLoaded },
            new LoopStatistics(),
            time,
            NullLoggerFactory.Instance,
            logs: logs);
    }

    public FakeRobotLoop Loop { get; }

    public FakePolicySource Source { get; }

    public IReadOnlyList<CameraSlot> Cameras { get; }

    public OperationsRoom Room { get; }

    public Task LoadAsync(string name = "pick") => Room.Policies.LoadAsync(name, _ => { }, CancellationToken.None);

    public void Dispose()
    {
        Room.Dispose();
        foreach (var camera in Cameras)
            camera.Dispose();
        Source.Dispose();
    }
}
