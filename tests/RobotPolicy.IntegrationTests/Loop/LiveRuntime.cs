using Microsoft.Extensions.Logging.Abstractions;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Server.Composition;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Options;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>The service's parts in this process, as its host composes them, against a simulator in a process of its own.</summary>
public sealed class LiveRuntime : IDisposable
{
    private readonly ProgramProcess _simulator;

    public LiveRuntime()
        : this(TimeProvider.System)
    {
    }

    internal LiveRuntime(TimeProvider time, Func<ServerOptions, ServerOptions>? options = null)
    {
        var domain = TestDomain.Claim();
        _simulator = ProgramProcess.StartSimulator(domain, seed: 1);
        try
        {
            Parts = new ServiceParts(options is null ? CreateOptions(domain) : options(CreateOptions(domain)), NullLoggerFactory.Instance, _ => { }, time);
            Watcher = new RobotWatcher(domain, Runtime.Robot);
            Parts.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        }
        catch
        {
            Parts?.Dispose();
            _simulator.Dispose();
            throw;
        }
    }

    internal ServiceParts Parts { get; }

    internal RobotRuntime Runtime => Parts.Runtime;

    internal RobotWatcher Watcher { get; }

    internal double PeriodSeconds => Runtime.Scheduler.PeriodNs / 1e9;

    internal LoopStatus Status => Runtime.ReadStatus();

    /// <summary>Starts an episode anew and returns when the policy moves the arm.</summary>
    internal void StartMoving(int seed)
    {
        if (Status.Mode != ControlMode.Idle)
            EndTask();
        Watcher.Reset(seed);
        Wait.Until(() => Status.StartBlock.IsNone, () => Describe("is not ready to start"));
        Assert.True(Runtime.Loop.TryPost(LoopCommand.StartTask));
        Wait.Until(
            () => Status is { Mode: ControlMode.Running, Source: CommandSource.Policy } && Watcher.IsMoving(), () => Describe("does not move the arm"));
    }

    internal void EndTask()
    {
        Assert.True(Runtime.Loop.TryPost(LoopCommand.StopTask));
        Wait.Until(() => Status.Mode == ControlMode.Idle, () => Describe("does not end the task"));
    }

    /// <summary>Waits until this many ticks have gone by.</summary>
    internal void WaitTicks(long count)
    {
        var end = Status.TickIndex + count;
        Wait.Until(() => Status.TickIndex >= end, () => Describe("does not tick"));
    }

    internal string Describe(string what) => $"The service {what}; it is {Status}";

    public void Dispose()
    {
        Parts.Dispose();
        Watcher.Dispose();
        _simulator.Dispose();
    }

    private static ServerOptions CreateOptions(uint domain) => new()
    {
        HardwareFile = Checkout.HardwareFile,
        PolicyFolder = Checkout.PolicyFolder,
        Ros = new CycloneDdsOptions { DomainId = domain, NodeName = "robot_policy", Discovery = DiscoveryProfile.Loopback },

        // This process runs other tests too; its memory stays unlocked.
        RealTime = new RealTimeOptions { LockMemory = false },
    };
}
