using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Selection;

/// <summary>Reads <c>x-robotpolicy.candidates</c>.</summary>
internal static class CandidatesReader
{
    public const string Field = "x-robotpolicy.candidates";
    private const int MaxDraws = 1024;

    private static readonly (string Text, CandidateChoice Choice, string[] Keys)[] Choices =
    [
        ("first", CandidateChoice.First, []),
        ("bid", CandidateChoice.Bidirectional, ["decay"]),
        ("past_tokens", CandidateChoice.PastTokens, []),
        ("reward", CandidateChoice.Reward, ["beta", "draws"]),
        ("value", CandidateChoice.Value, ["edit_scale", "heads"]),
    ];

    /// <summary>What the section says; one candidate where there is none.</summary>
    public static CandidatesSpec Read(JsonCursor extension)
    {
        if (extension.Object("candidates") is not { } json)
            return new CandidatesSpec();
        var text = json.OneOf("choose", [.. Choices.Select(c => c.Text)], required: true);
        var (_, choice, keys) = Choices.FirstOrDefault(c => c.Text == text);
        json.RejectUnknown(["count", "choose", "past_steps", .. keys ?? []]);
        var defaults = new CandidatesSpec();
        return new CandidatesSpec
        {
            Count = json.Int("count", 1, CandidatesSpec.MaxCount, required: true) ?? 1,
            Choose = choice,
            PastSteps = json.Int("past_steps", 1, ManifestReader.MaxChunk, required: choice == CandidateChoice.PastTokens) ?? 0,
            Decay = json.Number("decay", 1e-6, 1) ?? defaults.Decay,
            RewardScale = json.Number("beta", 1e-6, 1e6) ?? defaults.RewardScale,
            RewardDraws = json.Int("draws", 1, MaxDraws) ?? defaults.RewardDraws,
            EditScale = json.Number("edit_scale", 0, 1) ?? defaults.EditScale,
            ValueHeads = json.Int("heads", 1, 1024),
        };
    }
}
