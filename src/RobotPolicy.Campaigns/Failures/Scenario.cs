namespace RobotPolicy.Campaigns.Failures;

/// <summary>What episodes of one kind differ in from those that policies were trained on.</summary>
/// <param name="Name">Name of the simulator's perturbation; <see cref="Nominal"/> for nothing.</param>
/// <param name="Strength">How much; 1 is the usual amount.</param>
/// <param name="Share">Episodes of 200.</param>
internal sealed record Scenario(string Name, double Strength, int Share)
{
    /// <summary>Name of the scene as it was trained on.</summary>
    public const string Nominal = "none";

    /// <summary>Episodes of the whole mix.</summary>
    public const int MixSize = 200;

    /// <summary>
    /// The mix. No policy has seen any of the perturbations. Strengths are such that some leave most episodes alone and some end most of
    /// them; they were chosen on other seeds, before a threshold was looked at.
    /// </summary>
    public static IReadOnlyList<Scenario> Mix { get; } =
    [
        new(Nominal, 1, 92),
        new("cube_colour", 1, 12),
        new("camera_moved", 1, 12),
        new("dim_light", 1, 12),
        new("distractor", 1, 12),
        new("heavy_cube", 1, 12),
        new("slippery_cube", 1, 12),
        new("cube_moved", 1, 12),
        new("camera_blocked", 1, 12),
        new("sensor_noise", 1, 12),
    ];

    /// <summary>Whether nothing differs.</summary>
    public bool IsNominal => Name == Nominal;

    /// <summary>The episodes of a mix of any size, each with a seed of its own; every kind keeps its share, and none is left out.</summary>
    /// <param name="count">Episodes in all.</param>
    /// <param name="firstSeed">Row of <see cref="SceneSeeds"/>.</param>
    public static IReadOnlyList<(Scenario Scenario, int Seed)> Episodes(int count, int firstSeed)
    {
        var episodes = new List<(Scenario, int)>();
        foreach (var scenario in Mix)
        {
            var share = Math.Max(1, (int)Math.Round((double)scenario.Share * count / MixSize));
            for (var i = 0; i < share; i++)
                episodes.Add((scenario, SceneSeeds.At(firstSeed, episodes.Count)));
        }

        return episodes;
    }
}
