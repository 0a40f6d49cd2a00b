using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Safety;

namespace RobotPolicy.Control.Loop;

/// <summary>What a loop can do without: who else may have a say in a tick, and who looks on.</summary>
public sealed record LoopAttachments
{
    /// <summary>See every tick, in this order.</summary>
    public IReadOnlyList<ITickSink> Sinks { get; init; } = [];

    /// <summary>Adjusts the policy's targets at control rate.</summary>
    public IActionCorrection? Correction { get; init; }

    /// <summary>Where a human's frames come from; none can take over without.</summary>
    public HumanInput? Human { get; init; }

    /// <summary>How a human's frames become motion.</summary>
    public InterventionOptions Intervention { get; init; } = new();

    /// <summary>May demand stops.</summary>
    public IReadOnlyList<IStopSource> StopSources { get; init; } = [];
}
