using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>How an episode is run in virtual time.</summary>
internal sealed record VirtualEpisodeOptions
{
    /// <summary>How long an inference takes.</summary>
    public InferenceLatency Latency { get; init; } = InferenceLatency.Milliseconds(0);

    /// <summary>How the cameras work.</summary>
    public CameraOptions Cameras { get; init; } = new();

    /// <summary>How chunks are joined.</summary>
    public ExecutorOptions Executor { get; init; } = new();

    /// <summary>Rate and watchdogs; a period must be a multiple of the simulator's 2 ms.</summary>
    public ControlLoopOptions Control { get; init; } = new();

    /// <summary>Who else has a say in a tick, or looks on.</summary>
    public LoopAttachments Attachments { get; init; } = new();

    /// <summary>Told of every inference when it has been computed.</summary>
    public Action<InferenceResult>? Served { get; init; }

    /// <summary>Judges every inference; nobody unless told.</summary>
    public IFailureMonitor? Monitor { get; init; }

    /// <summary>Records the episode, of an arm on ROS topics; nobody unless told. Its task is <c>task-</c> and the seed.</summary>
    public VirtualRecording? Recording { get; init; }

    /// <summary>Sees every answer; nobody unless told.</summary>
    public IInferenceSink? Sink { get; init; }

    /// <summary>What the policy is to reach, as it prepared it; nothing unless told.</summary>
    public PreparedGoal? Goal { get; init; }

    /// <summary>The same as it was stated, for the recording.</summary>
    public TaskGoal? TaskGoal { get; init; }

    /// <summary>The disc that the ground truth wants, from 0, where the scene has several.</summary>
    public int Disc { get; init; }

    /// <summary>What the loop does about the monitor's reports.</summary>
    public FailureReaction Reaction { get; init; } = FailureReaction.Inform;

    /// <summary>Makes whoever stands beside the robot; nobody unless told.</summary>
    public Func<VirtualScene, IVirtualOperator>? Operator { get; init; }

    /// <summary>Virtual time after the start at which an episode has failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Virtual time for which the policy goes on after it has succeeded, as it does where whoever ends a task needs a moment; none unless
    /// told.
    /// </summary>
    public TimeSpan Linger { get; init; }
}
