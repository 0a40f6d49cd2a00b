using System.Globalization;
using System.Text;
using System.Text.Json;
using RobotPolicy.Campaigns.Processes;

namespace RobotPolicy.Campaigns.Goals;

/// <summary>
/// Goals on the table with three discs: kinds and discs take turns, so that every pair comes up. Pictures are the simulator's, as
/// files for robotctl; sentences and drawings follow from the episode's seed.
/// </summary>
/// <param name="setup">Where the programs and the files are.</param>
/// <param name="kinds">Kinds to take turns, at least one.</param>
internal sealed class DiscGoals(CampaignSetup setup, IReadOnlyList<GoalKind> kinds) : IGoalSource
{
    /// <summary>The scene with the discs.</summary>
    public const string Scene = "three_discs";

    private const string Camera = "front";

    private static readonly string[] Discs = ["green", "blue", "yellow"];

    private static readonly CompositeFormat[] Sentences =
    [
        .. ((string[])[
            "put the cube on the {0} disc", "your goal is the {0} circle", "kindly deposit the red block upon the {0} disc",
            "lift it and release it above the {0} target", "pick up the cube and place it onto {0}",
        ]).Select(CompositeFormat.Parse),
    ];

    private string Folder => Path.Combine(setup.Logs, "goals");

    /// <summary>Discs of the scene.</summary>
    public static int DiscCount => Discs.Length;

    /// <summary>A sentence that names a disc.</summary>
    /// <param name="disc">The disc, from 0.</param>
    /// <param name="seed">Which sentence.</param>
    public static string Sentence(int disc, long seed) =>
        string.Format(CultureInfo.InvariantCulture, Sentences[(int)(seed % Sentences.Length)], Discs[disc]);

    /// <inheritdoc/>
    public async Task<EpisodeGoal> NextAsync(int index, long seed, CancellationToken stop)
    {
        var kind = kinds[index % kinds.Count];
        var disc = Discs[index / kinds.Count % Discs.Length];
        var described = $"{disc} by {kind.ToString().ToLowerInvariant()}";
        if (kind == GoalKind.Text)
            return new EpisodeGoal(disc, described, ["--text", Sentence(Array.IndexOf(Discs, disc), seed)]);

        Directory.CreateDirectory(Folder);
        var picture = Path.Combine(Folder, $"{seed}.png");
        var place = await JsonProgram.RunAsync(
            setup.Program("RobotPolicy.Simulator", "robotpolicy-simulator"),
            ["goal", "--scene", Scene, "--goal", disc, "--seed", $"{seed}", "--out", picture],
            stop).ConfigureAwait(false);
        if (kind == GoalKind.Image)
            return new EpisodeGoal(disc, described, ["--image", picture, "--camera", Camera]);

        var drawing = Path.Combine(Folder, $"{seed}.json");
        await File.WriteAllTextAsync(drawing, Draw(place, seed), stop).ConfigureAwait(false);
        return new EpisodeGoal(disc, described, ["--sketch", drawing, "--camera", Camera]);
    }

    private static string Draw(JsonElement place, long seed)
    {
        var strokes = new Draughtsman(
            (place.GetProperty("x").GetDouble(), place.GetProperty("y").GetDouble()),
            (place.GetProperty("radius_x").GetDouble(), place.GetProperty("radius_y").GetDouble()),
            new Random(unchecked((int)seed))).Draw();
        return JsonSerializer.Serialize(new
        {
            width = place.GetProperty("width").GetInt32(),
            height = place.GetProperty("height").GetInt32(),
            strokes = strokes.Select(stroke => stroke.Select(point => new[] { Math.Round(point.X, 1), Math.Round(point.Y, 1) })),
        });
    }
}
