using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RobotPolicy.Simulator.Perturbations;

/// <summary>
/// One way in which the scene, the task or the sensors differ from what a policy was trained on. Two that are equal do exactly the
/// same: what is random in them follows from their seed and, for what happens in an episode, from the episode's seed too.
/// </summary>
/// <param name="Kind">What differs.</param>
/// <param name="Strength">How much; 1 is the usual amount, above 0 and at most <see cref="MaxStrength"/>.</param>
/// <param name="Seed">Seed of whatever is random in it.</param>
internal sealed record Perturbation(PerturbationKind Kind, double Strength = 1, int Seed = 0)
{
    /// <summary>Largest strength.</summary>
    internal const double MaxStrength = 5;

    /// <summary>The nominal scene.</summary>
    internal static Perturbation None { get; } = new(PerturbationKind.None);

    /// <summary>Whether the scene is another model than the nominal one.</summary>
    internal bool ChangesScene => Kind is PerturbationKind.CubeColour or PerturbationKind.CameraMoved or PerturbationKind.DimLight
        or PerturbationKind.Distractor or PerturbationKind.HeavyCube or PerturbationKind.SlipperyCube;

    /// <summary>Checks a name and a strength.</summary>
    /// <returns>Whether they are a perturbation; <paramref name="problem"/> says why not.</returns>
    internal static bool TryCreate(
        string name,
        double strength,
        int seed,
        [NotNullWhen(true)] out Perturbation? perturbation,
        [NotNullWhen(false)] out string? problem)
    {
        (perturbation, problem) = (null, null);
        if (!PerturbationCatalogue.TryFind(name, out var kind))
            problem = $"'{name}' is no perturbation; expected one of {PerturbationCatalogue.Names}";
        else if (!(strength > 0 && strength <= MaxStrength))
            problem = string.Create(CultureInfo.InvariantCulture, $"the strength is {strength}; expected more than 0 and at most {MaxStrength}");
        else
            perturbation = kind == PerturbationKind.None ? None : new Perturbation(kind, strength, seed);
        return perturbation is not null;
    }

    /// <summary>Reads <c>NAME</c>, <c>NAME:STRENGTH</c> or <c>NAME:STRENGTH:SEED</c>.</summary>
    /// <returns>Whether the text is a perturbation; <paramref name="problem"/> says why not.</returns>
    internal static bool TryParse(
        string text, [NotNullWhen(true)] out Perturbation? perturbation, [NotNullWhen(false)] out string? problem)
    {
        var parts = text.Split(':');
        var (strength, seed) = (1.0, 0);
        if (parts.Length > 3
            || (parts.Length > 1 && !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out strength))
            || (parts.Length > 2 && !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out seed)))
        {
            perturbation = null;
            problem = $"'{text}' cannot be read; expected NAME[:STRENGTH[:SEED]] with NAME one of {PerturbationCatalogue.Names}";
            return false;
        }

        return TryCreate(parts[0], strength, seed, out perturbation, out problem);
    }

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => Kind == PerturbationKind.None
        ? PerturbationCatalogue.NameOf(Kind)
        : string.Create(CultureInfo.InvariantCulture, $"{PerturbationCatalogue.NameOf(Kind)}:{Strength}:{Seed}");

    /// <summary>Random numbers for what is the same in all episodes.</summary>
    internal Random SceneRandom() => new(unchecked((int)CounterNoise.Hash(Key)));

    /// <summary>Random numbers for what happens in one episode.</summary>
    internal Random EpisodeRandom(int episodeSeed) => new(unchecked((int)EpisodeKey(episodeSeed)));

    /// <summary>A number that stands for this perturbation in one episode.</summary>
    internal ulong EpisodeKey(int episodeSeed) => CounterNoise.Hash(CounterNoise.Hash(Key) ^ (uint)episodeSeed);

    private ulong Key => ((ulong)Kind << 32) | (uint)Seed;
}
