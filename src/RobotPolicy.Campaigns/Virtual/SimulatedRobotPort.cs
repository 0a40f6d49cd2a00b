using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>
/// The simulated arm as the loop sees it, in virtual time: joint states once in a control period, pictures at the cameras' rate and as
/// old as the cameras' delay makes them. A command takes effect with the period that follows. One thread.
/// </summary>
internal sealed class SimulatedRobotPort : IVirtualRobot, IRobotPort
{
    private readonly CameraOptions _options;
    private readonly PictureSchedule _pictures;
    private readonly CameraSlot[] _slots;
    private readonly int[] _simulated;
    private readonly double[] _command = new double[SimulatorGym.JointCount];

    /// <summary>Connects to the simulator.</summary>
    /// <param name="gym">The simulator; stays the caller's to dispose.</param>
    /// <param name="robot">Its description, with the simulator's joints in the simulator's order.</param>
    /// <param name="clock">Moved by <see cref="Advance"/>.</param>
    /// <param name="options">How its cameras work.</param>
    /// <exception cref="CampaignException">The description is of another robot.</exception>
    public SimulatedRobotPort(SimulatorGym gym, RobotDescription robot, VirtualClock clock, CameraOptions options)
    {
        Gym = gym;
        Robot = robot;
        Clock = clock;
        _options = options;
        _pictures = new PictureSchedule(options);
        _simulated = SimulatorGym.FindCameras(robot);
        Joints = new JointStateHistory(SimulatorGym.JointCount, StampLimits.Default);
        _slots = [.. robot.Cameras.Select(camera => new CameraSlot(camera.Name, StampLimits.Default))];
    }

    /// <inheritdoc/>
    public SimulatorGym Gym { get; }

    /// <inheritdoc/>
    public VirtualClock Clock { get; }

    /// <inheritdoc/>
    public IRobotPort Port => this;

    /// <inheritdoc/>
    public RobotDescription Robot { get; }

    /// <inheritdoc/>
    public JointStateHistory Joints { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CameraSlot> Cameras => _slots;

    /// <inheritdoc/>
    public int CommandReceiverCount => 1;

    /// <inheritdoc/>
    public void Reset(int seed, int goal = 0)
    {
        Gym.Reset(seed, goal);
        Gym.Positions.CopyTo(_command);
        _pictures.Reset(Clock.NowNs);
        Report();
    }

    /// <inheritdoc/>
    public void Advance(long periodNs)
    {
        Gym.Step((int)(periodNs / SimulatorGym.StepNs), _command);
        Clock.NowNs += periodNs;
        Report();
    }

    /// <inheritdoc/>
    public CommandStatus Send(ReadOnlySpan<double> positions)
    {
        positions.CopyTo(_command);
        return CommandStatus.Sent;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots)
            slot.Dispose();
    }

    private void Report()
    {
        var nowNs = Clock.NowNs;
        Joints.Add(nowNs, nowNs, nowNs, Gym.Positions, Gym.Velocities);
        while (_pictures.TryTake(nowNs, out var picture))
            for (var camera = 0; camera < _slots.Length; camera++)
                _slots[camera].Offer(
                    new SimulatedFrame(Gym, _simulated[camera], picture.Step, picture.TimeNs, _options.Width, _options.Height), nowNs);
    }
}
