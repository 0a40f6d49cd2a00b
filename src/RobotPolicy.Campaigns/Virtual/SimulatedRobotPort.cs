using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>
/// The simulated arm as the loop sees it, in virtual time: joint states once in a control period, pictures at the cameras' rate and as
/// old as the cameras' delay makes them. A command takes effect with the period that follows. One thread.
/// </summary>
internal sealed class SimulatedRobotPort : IRobotPort, IDisposable
{
    private static readonly string[] CameraNames = ["front", "wrist"];

    private readonly SimulatorGym _gym;
    private readonly VirtualClock _clock;
    private readonly CameraOptions _options;
    private readonly CameraSlot[] _slots;
    private readonly int[] _simulated;
    private readonly Queue<(long Step, long TimeNs)> _underWay = new();
    private readonly double[] _command;
    private long _startNs;
    private long _pictures;

    /// <summary>Connects to the simulator.</summary>
    /// <param name="gym">The simulator; stays the caller's to dispose.</param>
    /// <param name="robot">Its description, with the simulator's joints in the simulator's order.</param>
    /// <param name="clock">Moved by <see cref="Advance"/>.</param>
    /// <param name="options">How its cameras work.</param>
    /// <exception cref="CampaignException">The description is of another robot.</exception>
    public SimulatedRobotPort(SimulatorGym gym, RobotDescription robot, VirtualClock clock, CameraOptions options)
    {
        _gym = gym;
        Robot = robot;
        _clock = clock;
        _options = options;
        _command = new double[SimulatorGym.JointCount];
        _simulated = [.. robot.Cameras.Select(camera => Array.IndexOf(CameraNames, camera.Name))];
        if (robot.Joints.Count != SimulatorGym.JointCount || _simulated.Contains(-1))
            throw new CampaignException($"Robot '{robot.Name}' is not the simulated arm.");
        Joints = new JointStateHistory(SimulatorGym.JointCount, StampLimits.Default);
        _slots = [.. robot.Cameras.Select(camera => new CameraSlot(camera.Name, StampLimits.Default))];
    }

    /// <inheritdoc/>
    public RobotDescription Robot { get; }

    /// <inheritdoc/>
    public JointStateHistory Joints { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CameraSlot> Cameras => _slots;

    /// <inheritdoc/>
    public int CommandReceiverCount => 1;

    /// <summary>Whether the simulator's ground truth says that the episode has succeeded.</summary>
    public bool Succeeded => _gym.Succeeded;

    /// <summary>Starts an episode; the arm holds its place until the first command.</summary>
    /// <param name="seed">Seed of the scene.</param>
    /// <param name="goal">The disc that is the goal, from 0.</param>
    public void Reset(int seed, int goal = 0)
    {
        _gym.Reset(seed, goal);
        _gym.Positions.CopyTo(_command);
        _startNs = _clock.NowNs;
        _pictures = 0;
        _underWay.Clear();
        Report();
    }

    /// <summary>Lets virtual time pass: the arm follows the last command, then reports, and pictures arrive.</summary>
    /// <param name="periodNs">How long, a multiple of <see cref="SimulatorGym.StepNs"/>.</param>
    public void Advance(long periodNs)
    {
        _gym.Step((int)(periodNs / SimulatorGym.StepNs), _command);
        _clock.NowNs += periodNs;
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
        var nowNs = _clock.NowNs;
        Joints.Add(nowNs, nowNs, nowNs, _gym.Positions, _gym.Velocities);

        // A picture is taken at the end of the physics step in which it falls due.
        for (; _startNs + DueNs(_pictures) <= nowNs; _pictures++)
            _underWay.Enqueue((DueNs(_pictures) / SimulatorGym.StepNs, _startNs + DueNs(_pictures)));
        while (_underWay.TryPeek(out var picture) && picture.TimeNs + _options.DelayNs <= nowNs)
        {
            _underWay.Dequeue();
            for (var camera = 0; camera < _slots.Length; camera++)
                _slots[camera].Offer(
                    new SimulatedFrame(_gym, _simulated[camera], picture.Step, picture.TimeNs, _options.Width, _options.Height), nowNs);
        }
    }

    private long DueNs(long picture)
    {
        var dueNs = (long)(picture * (NanosecondsPerSecond / _options.RateHz));
        return (dueNs + SimulatorGym.StepNs - 1) / SimulatorGym.StepNs * SimulatorGym.StepNs;
    }

    private const double NanosecondsPerSecond = 1e9;
}
