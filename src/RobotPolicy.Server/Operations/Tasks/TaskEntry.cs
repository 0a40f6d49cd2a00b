using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Policies;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>A task that is not over, with what the book needs to know beside what it shows. Guarded by the ledger's lock.</summary>
internal sealed class TaskEntry(RobotTask shown, TaskStart start, PolicyUse use, TaskSequence sequence)
{
    /// <summary>What everybody sees.</summary>
    public RobotTask Shown { get; set; } = shown;

    /// <summary>What was asked for.</summary>
    public TaskStart Start { get; } = start;

    /// <summary>Keeps the policy loaded.</summary>
    public PolicyUse Use { get; } = use;

    /// <summary>Its goals.</summary>
    public TaskSequence Sequence { get; } = sequence;

    /// <summary>Tick that started it, or <see langword="null"/> before.</summary>
    public long? FirstTick { get; set; }

    /// <summary>The loop's time at the last look, in nanoseconds.</summary>
    public long LookedNs { get; set; }

    /// <summary>The loop's time when progress was shown last, in nanoseconds.</summary>
    public long ShownNs { get; set; }

    /// <summary>How it is to end, once it was asked to.</summary>
    public TaskEnd? End { get; set; }

    /// <summary>Question that stands before its first motion.</summary>
    public string QuestionId { get; set; } = "";

    /// <summary>Whether the answer was yes, and the loop is being asked.</summary>
    public bool IsLaunching { get; set; }

    /// <summary>Whether the loop is being asked for another goal or attempt; nothing else is decided meanwhile.</summary>
    public bool IsActing { get; set; }

    /// <summary>How far a retry is.</summary>
    public RetryPhase Retry { get; set; }

    /// <summary>Retries that were sent because an attempt failed.</summary>
    public int RetriesSent { get; set; }

    /// <summary>Time of execution when the attempt began.</summary>
    public TimeSpan AttemptFrom { get; set; }

    /// <summary>Time of execution when the step began.</summary>
    public TimeSpan StepFrom { get; set; }
}
