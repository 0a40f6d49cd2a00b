using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;

namespace RobotPolicy.Data.Log;

/// <summary>One tick as it was recorded. Filled again by the next one that is read into it.</summary>
public sealed class LoggedTick
{
    /// <summary>The tick, without its answer and its inputs, which stand beside it and in <see cref="Inputs"/>.</summary>
    public TickRecord Record;

    /// <summary>What other threads handed to it, or <see langword="null"/> where they handed nothing.</summary>
    public LoggedInputs? Inputs { get; set; }

    /// <summary>Whether it was made up for a recording of others: it then saw every message that had arrived.</summary>
    public bool IsSynthetic { get; set; }

    /// <summary>Time of day of the tick, in nanoseconds since the Unix epoch, to the microsecond of the recording's clock.</summary>
    public long StampUnixNs { get; set; }

    /// <summary>Action of the chunk in use that the tick lies in, from 0; −1 where none is known.</summary>
    public int ActionIndex { get; set; } = -1;

    /// <summary>Inference whose answer the tick took in, or 0.</summary>
    public long AnswerId { get; set; }

    /// <summary>How that inference ended.</summary>
    public InferenceOutcome AnswerOutcome { get; set; }

    /// <summary>The source of human frames that was listened to.</summary>
    public HumanSource Armed { get; set; }

    /// <summary><see cref="HumanInput.ArmingCount"/> at the end of the tick.</summary>
    public long ArmingCount { get; set; }

    /// <summary>Human frames until then that were no commands or were lost.</summary>
    public long UnusableCount { get; set; }
}
