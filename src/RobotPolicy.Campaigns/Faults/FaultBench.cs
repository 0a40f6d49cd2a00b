using System.Text;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Watching;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Campaigns.Faults;

/// <summary>A simulator, a service and those who watch them: what every fault is thrown at.</summary>
internal sealed class FaultBench : IAsyncDisposable
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan CauseLimit = TimeSpan.FromSeconds(8);

    private readonly IRosPublisher _faults;
    private readonly string[] _serviceArguments;
    private readonly StateRecorder _states;
    private long _seed;

    private FaultBench(CampaignSetup setup, ChildProcess simulator, ChildProcess service, string[] serviceArguments, Robot robot, ServiceClient client, long seed)
    {
        Setup = setup;
        Simulator = simulator;
        ServiceProcess = service;
        _serviceArguments = serviceArguments;
        Robot = robot;
        Service = client;
        _seed = seed;
        Graph = new RobotGraph(setup.Domain, TimeProvider.System);
        _faults = Graph.Transport.CreatePublisher("/simulator/fault", StringMessage.Type, QosProfile.Default);
        Commands = new CommandWatcher(Graph.Transport, TimeProvider.System);
        Judge = new WireJudge(robot);
        Cell = new CellInputs(Graph.Transport, TimeProvider.System);
        _states = new StateRecorder(client, robot.ControlRateHz);
    }

    public CampaignSetup Setup { get; }

    public ChildProcess Simulator { get; private set; }

    public ChildProcess ServiceProcess { get; private set; }

    public ServiceClient Service { get; }

    public RobotGraph Graph { get; }

    public CommandWatcher Commands { get; }

    public WireJudge Judge { get; }

    public Robot Robot { get; }

    /// <summary>Now, by the clock of everything that is measured here.</summary>
    public DateTime NowUtc => Service.NowUtc;

    /// <summary>The cell around the robot.</summary>
    public CellInputs Cell { get; }

    /// <summary>The operator of the running case; gone where the case has made it go.</summary>
    public LeaseKeeper? Operator { get; set; }

    /// <summary>The running task.</summary>
    public string TaskId { get; private set; } = "";

    /// <summary>Headers with the operator's lease.</summary>
    public Metadata Headers => Operator?.Headers ?? [];

    /// <summary>Starts everything.</summary>
    public static async Task<FaultBench> StartAsync(CampaignSetup setup, long seed, string[] serviceArguments, CancellationToken stop)
    {
        var simulator = await Programs.StartSimulatorAsync(setup, seed, stop).ConfigureAwait(false);
        ChildProcess? service = null;
        try
        {
            service = await Programs.StartServiceAsync(setup, stop, serviceArguments).ConfigureAwait(false);
            var client = new ServiceClient(setup.Endpoint, TimeProvider.System);
            await client.WaitAsync(_ => true, "the API to answer", stop).ConfigureAwait(false);
            var robot = await client.Telemetry.GetRobotAsync(new GetRobotRequest(), cancellationToken: stop).ConfigureAwait(false);
            return new FaultBench(setup, simulator, service, serviceArguments, robot, client, seed);
        }
        catch
        {
            service?.Dispose();
            simulator.Dispose();
            throw;
        }
    }

    /// <summary>Brings the arm into motion, under a policy, in a scene of its own, without faults.</summary>
    public async Task StartMotionAsync(CancellationToken stop)
    {
        await SettleAsync(stop).ConfigureAwait(false);
        await Graph.ResetAsync(_seed++, stop).ConfigureAwait(false);
        await Service.WaitAsync(
            state => state is { Mode: ControlMode.Idle, BlockedBy: StopCause.None }, "the robot to be ready", stop).ConfigureAwait(false);
        Operator = await LeaseKeeper.AcquireAsync(Service, "campaign", stop).ConfigureAwait(false);
        var task = await Service.Tasks.StartTaskAsync(
            new StartTaskRequest { Goal = new Goal { Text = "pick up the cube" } }, Headers, cancellationToken: stop).ConfigureAwait(false);
        TaskId = task.TaskId;
        await WaitUntilAsync(() => Commands.IsMoving, "the arm to move", stop).ConfigureAwait(false);
    }

    /// <summary>Takes every fault back and brings the robot to idle.</summary>
    public async Task SettleAsync(CancellationToken stop)
    {
        await ThrowAsync("clear", stop).ConfigureAwait(false);
        if (Operator is { } before)
            await before.DisposeAsync().ConfigureAwait(false);
        Operator = null;
        var state = await Service.WaitAsync(_ => true, "the API to answer", stop).ConfigureAwait(false);
        if (state.Mode == ControlMode.Idle)
            return;
        await using var operatorNow = await LeaseKeeper.AcquireAsync(Service, "campaign", stop).ConfigureAwait(false);
        if (state.Mode == ControlMode.Human)
            await Service.Intervention.ReleaseAsync(
                new ReleaseRequest { Then = ReleaseRequest.Types.Then.Hold }, operatorNow.Headers, cancellationToken: stop).ConfigureAwait(false);
        if (state.Mode == ControlMode.EmergencyStop)
        {
            await Service.WaitAsync(now => now.Standstill, "the arm to stand still", stop).ConfigureAwait(false);
            await Service.Safety.ResetEmergencyStopAsync(
                new ResetEmergencyStopRequest(), operatorNow.Headers, cancellationToken: stop).ConfigureAwait(false);
        }
        else
        {
            await Service.Tasks.StopTaskAsync(
                new StopTaskRequest { TaskId = TaskId }, operatorNow.Headers, cancellationToken: stop).ConfigureAwait(false);
        }

        await Service.WaitAsync(now => now.Mode == ControlMode.Idle, "the robot to be idle", stop).ConfigureAwait(false);
    }

    /// <summary>Throws one of the simulator's fault switches.</summary>
    /// <returns>When it was thrown.</returns>
    public async Task<DateTime> ThrowAsync(string fault, CancellationToken stop)
    {
        await WaitUntilAsync(() => _faults.MatchedCount > 0, "the simulator to take fault switches", stop).ConfigureAwait(false);
        var buffer = new CdrBuffer();
        if (!buffer.TryEncode(new StringMessage { Data = Encoding.UTF8.GetBytes(fault) }, out var error))
            throw new CampaignException($"'{fault}' could not be encoded: {error}");
        var now = NowUtc;
        _faults.Publish(buffer.Cdr);
        return now;
    }

    /// <summary>Waits for the tick that leaves motion, and judges its cause.</summary>
    /// <param name="thrownUtc">When the fault happened.</param>
    /// <param name="expected">Causes that are right.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<FaultOutcome> AwaitStopAsync(DateTime thrownUtc, StopCause[] expected, CancellationToken stop)
    {
        var limit = NowUtc + CauseLimit;
        while (NowUtc < limit)
        {
            var held = _states.Since(thrownUtc).FirstOrDefault(state => state.Mode
                is ControlMode.Holding or ControlMode.ProtectiveStop or ControlMode.EmergencyStop);
            if (held is not null)
            {
                var seconds = (held.Time.ToDateTime() - thrownUtc).TotalSeconds;
                return new FaultOutcome(
                    expected.Contains(held.Cause) ? null : $"names {held.Cause}, expected {string.Join(" or ", expected)}", held.Cause, seconds);
            }

            await Task.Delay(PollPeriod, stop).ConfigureAwait(false);
        }

        return new FaultOutcome($"nothing was held within {CauseLimit.TotalSeconds:F0} s", StopCause.None, null);
    }

    /// <summary>Looks on for a while: the robot must go on as if nothing had happened.</summary>
    public async Task<FaultOutcome> AwaitNothingAsync(DateTime thrownUtc, TimeSpan time, CancellationToken stop, string note = "")
    {
        await Task.Delay(time, stop).ConfigureAwait(false);
        var left = _states.Since(thrownUtc).FirstOrDefault(state => state.Mode != ControlMode.Running);
        return new FaultOutcome(
            left is null ? null : $"the robot went to {left.Mode}, {left.Cause} {left.Culprit}", left?.Cause ?? StopCause.None, null, note);
    }

    /// <summary>Kills the simulator and starts another.</summary>
    public async Task RestartSimulatorAsync(CancellationToken stop)
    {
        Simulator.Dispose();
        Simulator = await Programs.StartSimulatorAsync(Setup, _seed, stop).ConfigureAwait(false);
    }

    /// <summary>Starts another service in place of one that is gone.</summary>
    public async Task RestartServiceAsync(CancellationToken stop, params string[] more)
    {
        ServiceProcess.Dispose();
        ServiceProcess = await Programs.StartServiceAsync(Setup, stop, [.. _serviceArguments, .. more]).ConfigureAwait(false);
        await Service.WaitAsync(_ => true, "the API to answer", stop).ConfigureAwait(false);
    }

    /// <summary>Starts another service, whose log cannot be written.</summary>
    public async Task RestartServiceOnFullDiskAsync(CancellationToken stop)
    {
        ServiceProcess.Dispose();
        ServiceProcess = Programs.StartServiceOnFullDisk(Setup);
        await Service.WaitAsync(_ => true, "the API to answer", stop).ConfigureAwait(false);
    }

    /// <summary>Waits for something that no message announces.</summary>
    public async Task WaitUntilAsync(Func<bool> condition, string what, CancellationToken stop)
    {
        for (var start = NowUtc; !condition();)
        {
            if (NowUtc - start > TimeSpan.FromSeconds(30))
                throw new CampaignException($"Waited 30 s for {what}.");
            await Task.Delay(PollPeriod, stop).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Operator is { } last)
            await last.DisposeAsync().ConfigureAwait(false);
        await _states.DisposeAsync().ConfigureAwait(false);
        Cell.Dispose();
        Service.Dispose();
        ServiceProcess.Dispose();
        Simulator.Dispose();
        Graph.Dispose();
    }
}
