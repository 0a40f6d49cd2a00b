using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary>An intervention in one line.</summary>
internal static class InterventionText
{
    /// <summary>Mode, source, counts.</summary>
    public static string Of(InterventionState state)
    {
        var text = $"{Words.Of(state.Mode)}, command from {Words.Of(state.Source)}, {state.Accepted} commands taken";
        if (state.Missing > 0)
            text += $", {state.Missing} MISSING";
        if (state.ExecutedSequence > 0)
            text += $", executed up to {state.ExecutedSequence}";
        return state.Goal is { } goal && goal.KindCase != Goal.KindOneofCase.None ? $"{text}, goal: {Words.Goal(goal)}" : text;
    }
}
