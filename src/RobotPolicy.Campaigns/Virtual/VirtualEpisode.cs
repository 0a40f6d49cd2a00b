using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>
/// Runs the service's own loop, executor, limits and inference against the simulator in virtual time: nothing waits, and the same seed
/// gives the same commands bit by bit on every run. What it leaves out is what real time adds: threads, the wire and jitter.
/// </summary>
internal static class VirtualEpisode
{
    private const double SettleSeconds = 0.1;

    /// <summary>Runs one episode without ROS messages.</summary>
    /// <param name="gym">The simulator.</param>
    /// <param name="robot">The simulated arm as its hardware profile states it.</param>
    /// <param name="policy">The policy; it is reset, and stays the caller's to dispose.</param>
    /// <param name="spec">The policy's data; with another executor than the package asks for, where one is to be tried.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="seed">Seed of the scene.</param>
    /// <exception cref="CampaignException">The policy does not fit the robot, the task did not start, or the simulator ended.</exception>
    public static VirtualEpisodeResult Run(
        SimulatorGym gym, RobotDescription robot, IPolicy policy, PolicySpec spec, VirtualEpisodeOptions options, int seed)
    {
        using var simulated = new SimulatedRobotPort(gym, robot, new VirtualClock(), options.Cameras);
        return Run(simulated, policy, spec, options, seed);
    }

    /// <summary>Runs one episode on an arm.</summary>
    /// <param name="arm">The simulated arm, on which no episode has run; stays the caller's to dispose.</param>
    /// <param name="policy">The policy; it is reset, and stays the caller's to dispose.</param>
    /// <param name="spec">The policy's data; with another executor than the package asks for, where one is to be tried.</param>
    /// <param name="options">How it is run; the cameras are those that the arm was made with.</param>
    /// <param name="seed">Seed of the scene.</param>
    /// <exception cref="CampaignException">The policy does not fit the robot, the task did not start, or the simulator ended.</exception>
    public static VirtualEpisodeResult Run(
        IVirtualRobot arm, IPolicy policy, PolicySpec spec, VirtualEpisodeOptions options, int seed)
    {
        var errors = new List<string>();
        var (gym, clock, port) = (arm.Gym, arm.Clock, arm.Port);
        var robot = port.Robot;
        var binding = PolicyBinding.Create(spec, robot, errors) ?? throw new CampaignException(string.Join("; ", errors));
        var periodNs = options.Control.Period.Ticks * TimeSpan.NanosecondsPerTick;
        if (periodNs % SimulatorGym.StepNs != 0)
            throw new CampaignException($"A control period of {options.Control.Period} is not a multiple of the simulator's step.");
        var history = new CommandHistory((int)(2 * (spec.PastSteps + 2) * spec.ActionIntervalNs / periodNs), robot.Joints.Count);
        var runner = new InferenceRunner(policy, binding, port, new ObservationOptions(), clock, history, options.Monitor, InferenceSinks.Of(options.Sink, options.Recording?.Recorder));
        runner.SetGoal(options.Goal);
        var inference = new DelayedInference(runner, clock, options.Latency, options.Served);
        var trace = new EpisodeTrace();
        var human = options.Attachments.Human ?? new HumanInput(robot.Joints.Count, clock);
        var recording = options.Recording;
        var loop = new ControlLoop(
            port,
            null,
            clock,
            options.Control,
            options.Attachments with
            {
                Human = human,
                Correction = options.Attachments.Correction ?? recording?.Offset,
                Sinks = [trace, history, .. options.Attachments.Sinks, .. recording is null ? (ITickSink[])[] : [recording.Recorder]],
            });
        loop.Equip(LoopEquipment.Create(spec, binding, inference, robot, options.Executor) with { Scores = options.Monitor?.Scores }, ticket: 1);
        IVirtualOperator? beside = null;

        void Run(int ticks, bool afterSuccess = false)
        {
            for (var tick = 0; tick < ticks && (afterSuccess || !gym.Succeeded); tick++)
            {
                arm.Advance(periodNs);
                beside?.Look(clock.NowNs);
                loop.Tick(clock.NowNs);
            }
        }

        arm.Reset(seed, options.Disc);
        Run((int)(SettleSeconds * options.Control.RateHz));
        var before = trace.Ticks.Count;
        var startNs = clock.NowNs;
        beside = options.Operator?.Invoke(new VirtualScene(gym, loop, human, clock));
        recording?.Note(options.Reaction, options.TaskGoal);
        recording?.NoteTask(TaskId(seed), "running", null);
        loop.SetFailureReaction(options.Reaction);
        loop.TryPost(LoopCommand.StartTask);
        Run((int)(options.Timeout.TotalNanoseconds / periodNs));
        var (endNs, succeeded) = (clock.NowNs, gym.Succeeded);
        if (succeeded)
            Run((int)(options.Linger.TotalNanoseconds / periodNs), afterSuccess: true);

        recording?.NoteTask(TaskId(seed), "ended", succeeded ? "success" : "failure");
        var snapshot = new LoopSnapshot(robot.Joints.Count, robot.Cameras.Count);
        loop.ReadSnapshot(snapshot);
        if (!snapshot.Status.HasTask || snapshot.Status.InternalErrorCount > 0)
            throw new CampaignException(
                $"The task did not run: {snapshot.Status} {loop.LastException ?? inference.LastException}");
        return new VirtualEpisodeResult(
            seed,
            succeeded,
            (endNs - startNs) / NanosecondsPerSecond,
            inference.RequestCount,
            snapshot.Status,
            [.. trace.Ticks.Skip(before)]);
    }

    private static string TaskId(int seed) => $"task-{seed}";

    private const double NanosecondsPerSecond = 1e9;
}
