using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Stops;

/// <summary>The state of the stops in one line.</summary>
internal static class SafetyText
{
    /// <summary>Mode, cause, whether the arm stands, and what it takes to go on.</summary>
    public static string Of(SafetyState state)
    {
        var text = Words.Of(state.Mode);
        if (Words.Cause(state.Cause, state.Culprit) is { Length: > 0 } cause)
            text += $": {cause}";
        text += state.Standstill ? ", standing still" : ", decelerating";
        if (state.NeedsOperator)
            text += state.Mode == ControlMode.EmergencyStop ? "; `robotctl reset` releases it" : "; an operator must resume";
        if (Words.Cause(state.BlockedBy, state.BlockedByCulprit) is { Length: > 0 } blocked)
            text += $"; a start is blocked by {blocked}";
        return text;
    }
}
