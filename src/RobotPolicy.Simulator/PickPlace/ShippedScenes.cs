namespace RobotPolicy.Simulator.PickPlace;

/// <summary>The scenes that come with the program.</summary>
internal static class ShippedScenes
{
    /// <summary>One green disc.</summary>
    internal const string PickPlace = "pick_place";

    /// <summary>A green, a blue and a yellow disc; an episode's goal is one of them.</summary>
    internal const string ThreeDiscs = "three_discs";

    private static readonly string[] Names = [PickPlace, ThreeDiscs];

    /// <summary>The names, for help texts.</summary>
    internal static string Described => string.Join(", ", Names);

    /// <summary>Path of a scene.</summary>
    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Scenes", $"{name}.xml");

    /// <summary>The file that is meant by the name of a shipped scene or by a path.</summary>
    internal static string Resolve(string nameOrPath) => Names.Contains(nameOrPath) ? PathOf(nameOrPath) : nameOrPath;
}
