using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>
/// The scripted expert as the human beside the robot. Called, it needs a moment until its hands are on the controls, takes over where the
/// arm stands, goes on until the cube is safely in the gripper or on the disc, and hands back. It is called by the loop's own hold after an
/// alarm or, where it watches all the time, by what it sees.
/// </summary>
internal sealed class ExpertOperator : IVirtualOperator
{
    private const long CommandPeriodNs = 50_000_000;

    private readonly VirtualScene _scene;
    private readonly ExpertHabits _habits;
    private readonly LoopSnapshot _snapshot;
    private readonly double[] _command = new double[SimulatorGym.JointCount];
    private State _state = State.Free;
    private long _policySinceNs = -1;
    private long _calledNs;
    private long _lastNs;
    private long _nextCommandNs;

    /// <summary>Stands beside an episode.</summary>
    /// <param name="scene">The episode.</param>
    /// <param name="habits">How it behaves.</param>
    /// <param name="cameraCount">Cameras of the robot.</param>
    public ExpertOperator(VirtualScene scene, ExpertHabits habits, int cameraCount)
    {
        (_scene, _habits) = (scene, habits);
        _snapshot = new LoopSnapshot(SimulatorGym.JointCount, cameraCount);
    }

    private enum State
    {
        Free,
        Called,
        Driving,
        LettingGo,
    }

    /// <summary>Takeovers so far.</summary>
    public int Takeovers { get; private set; }

    /// <summary>Seconds in which the expert was in command.</summary>
    public double DrivingSeconds { get; private set; }

    /// <summary>Seconds that were asked of the expert: from each call until the hand-back or, of one who watches, all.</summary>
    public double AttentionSeconds { get; private set; }

    /// <inheritdoc/>
    public void Look(long nowNs)
    {
        if (_policySinceNs < 0)
            (_policySinceNs, _lastNs) = (nowNs, nowNs);
        Count((nowNs - _lastNs) / NanosecondsPerSecond);
        _lastNs = nowNs;
        _scene.Loop.ReadSnapshot(_snapshot);
        var status = _snapshot.Status;
        switch (_state)
        {
            case State.Free when IsCalled(nowNs, status):
                (_state, _calledNs) = (State.Called, nowNs);
                break;
            case State.Called when nowNs - _calledNs >= _habits.ReactionNs:
                TakeOver(nowNs);
                break;
            case State.Driving when nowNs >= _nextCommandNs:
                Drive(status);
                break;
            case State.LettingGo when status.Mode != ControlMode.Human:
                // Who watches lets the policy try for as long again.
                (_state, _policySinceNs) = (State.Free, nowNs);
                break;
        }
    }

    private void Count(double seconds)
    {
        if (_state is State.Driving or State.LettingGo)
            DrivingSeconds += seconds;
        if (_habits.Watches || _state != State.Free)
            AttentionSeconds += seconds;
    }

    private bool IsCalled(long nowNs, in LoopStatus status) =>
        (status.Mode == ControlMode.Holding && status.Cause is StopCause.FailurePredicted or StopCause.MonitorDegraded)
        || (_habits.Watches && nowNs - _policySinceNs > _habits.PatienceNs);

    private void TakeOver(long nowNs)
    {
        _scene.Human.Arm(HumanSource.Api);
        _scene.Loop.TryPost(LoopCommand.TakeOver);
        _scene.Gym.BeginExpert();
        (_state, _nextCommandNs) = (State.Driving, nowNs);
        Takeovers++;
    }

    private void Drive(in LoopStatus status)
    {
        _nextCommandNs += CommandPeriodNs;
        var isDone = _scene.Gym.Expert(_command);
        _scene.Human.TryPush(HumanFrameKind.AbsoluteTarget, HumanSource.Api, true, _command, _scene.Human.AllJoints);
        if (status.Mode != ControlMode.Human || !(isDone || MayHandBack()))
            return;
        _scene.Loop.TryPost(LoopCommand.HandBack);
        _state = State.LettingGo;
    }

    /// <summary>The policy can go on from a cube that is held high; after several takeovers it is not asked to again.</summary>
    private bool MayHandBack() => Takeovers < _habits.MaxTakeovers && _scene.Gym.ReadCube().Z > _habits.LiftedMetres;

    private const double NanosecondsPerSecond = 1e9;
}
