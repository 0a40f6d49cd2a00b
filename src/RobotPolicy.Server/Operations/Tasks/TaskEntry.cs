using RobotPolicy.Server.Operations.Policies;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>A task that is not over, with what the book needs to know beside what it shows.</summary>
internal sealed class TaskEntry(RobotTask shown, TaskStart start, PolicyUse use)
{
    /// <summary>What everybody sees.</summary>
    public RobotTask Shown { get; set; } = shown;

    /// <summary>What was asked for.</summary>
    public TaskStart Start { get; } = start;

    /// <summary>Keeps the policy loaded.</summary>
    public PolicyUse Use { get; } = use;

    /// <summary>Tick that started it, or <see langword="null"/> before.</summary>
    public long? FirstTick { get; set; }

    /// <summary>The loop's time at the last look, in nanoseconds.</summary>
    public long LookedNs { get; set; }

    /// <summary>The loop's time when progress was shown last, in nanoseconds.</summary>
    public long ShownNs { get; set; }

    /// <summary>Whether it was asked to end.</summary>
    public bool EndAsked { get; set; }

    /// <summary>Question that stands before its first motion.</summary>
    public string QuestionId { get; set; } = "";

    /// <summary>Whether the answer was yes, and the loop is being asked.</summary>
    public bool IsLaunching { get; set; }
}
