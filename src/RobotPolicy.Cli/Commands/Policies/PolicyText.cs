using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary>Packages as people read them.</summary>
internal static class PolicyText
{
    /// <summary>Several as a table.</summary>
    public static Sheet Table(IReadOnlyList<Policy> policies)
    {
        var sheet = new Sheet("Policy", "State", "Goals", "Chunk", "Executor", "Device", "Size", "Problems") { Empty = "No packages." };
        foreach (var policy in policies)
        {
            sheet.Row(
                policy.Name,
                new Cell(Words.Of(policy.State), ToneOf(policy.State)),
                Goals(policy),
                Chunk(policy),
                policy.Executor,
                policy.Device,
                Words.Bytes(policy.SizeBytes),
                new Cell(policy.Problems.Count == 0 ? "" : $"{policy.Problems.Count}", Tone.Bad));
        }

        return sheet;
    }

    /// <summary>One with all its fields.</summary>
    public static Sheet Fields(Policy policy, TimeProvider clock)
    {
        var sheet = new Sheet()
            .Field("policy", policy.Name, Tone.Bold)
            .Field("title", policy.Title)
            .Field("state", Words.Of(policy.State), ToneOf(policy.State))
            .Field("loaded", policy.LoadedAt is null ? "" : $"{Words.Time(policy.LoadedAt, clock)} on {policy.Device}")
            .Field("size", Words.Bytes(policy.SizeBytes))
            .Field("chunk", Chunk(policy))
            .Field("executes", policy.ExecuteSteps > 0 ? $"{policy.ExecuteSteps} actions of each chunk ({policy.Executor})" : policy.Executor)
            .Field("goals", Goals(policy))
            .Field("state joints", string.Join(' ', policy.StateJoints))
            .Field("action joints", string.Join(' ', policy.ActionJoints))
            .Field("cameras", string.Join(' ', policy.Cameras));
        foreach (var problem in policy.Problems)
            sheet.Field("problem", problem, Tone.Bad);
        return sheet;
    }

    private static string Goals(Policy policy) => policy.Goals.Count == 0 ? "none" : string.Join(' ', policy.Goals.Select(goal => Words.Of(goal)));

    private static string Chunk(Policy policy) =>
        policy.Horizon > 0 ? $"{policy.Horizon} × {Words.Seconds(policy.ActionIntervalS)}" : "";

    private static Tone ToneOf(PolicyState state) => state switch
    {
        PolicyState.Active or PolicyState.Loaded => Tone.Good,
        PolicyState.Invalid => Tone.Bad,
        PolicyState.Loading => Tone.Warn,
        _ => Tone.Plain,
    };
}
