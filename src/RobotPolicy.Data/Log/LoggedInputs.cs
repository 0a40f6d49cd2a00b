using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Data.Log;

/// <summary>What other threads handed to a recorded tick; immutable.</summary>
public sealed record LoggedInputs
{
    /// <summary>Number of the tick.</summary>
    public required long Index { get; init; }

    /// <summary>Commands that it decided on, in their order.</summary>
    public IReadOnlyList<LoopCommand> Commands { get; init; } = [];

    /// <summary>The stop that was requested; 0 where there was none.</summary>
    public StopKind StopKind { get; init; }

    /// <summary>Why.</summary>
    public StopCause StopCause { get; init; }

    /// <summary>Whether the loop was asked to come to its end.</summary>
    public bool IsShutDownRequested { get; init; }

    /// <summary>Whether another policy, or none, was offered.</summary>
    public bool WasOffered { get; init; }

    /// <summary>Whether it was taken.</summary>
    public bool WasEquipped { get; init; }

    /// <summary>The operator's offset from this tick on, one per joint, empty for none; <see langword="null"/> where it did not change.</summary>
    public double[]? Offset { get; init; }

    /// <summary>A human's frames, in their order.</summary>
    public IReadOnlyList<HumanFrame> Frames { get; init; } = [];

    /// <summary>Which arming of <see cref="HumanInput"/> each frame was handed over under.</summary>
    public IReadOnlyList<long> Armings { get; init; } = [];

    /// <summary>Values of the frames, row-major [frame, joint].</summary>
    public double[] Values { get; init; } = [];
}
