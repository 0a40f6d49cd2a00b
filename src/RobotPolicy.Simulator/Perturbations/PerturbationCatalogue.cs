namespace RobotPolicy.Simulator.Perturbations;

/// <summary>The perturbations by name.</summary>
internal static class PerturbationCatalogue
{
    private static readonly (PerturbationKind Kind, string Name, string Description)[] Entries =
    [
        (PerturbationKind.None, "none", "the nominal scene"),
        (PerturbationKind.CubeColour, "cube_colour", "the cube's hue is turned by 40 degrees x strength, either way"),
        (PerturbationKind.CameraMoved, "camera_moved", "the front camera is shifted by 4 cm and turned by 4 degrees, both x strength"),
        (PerturbationKind.DimLight, "dim_light", "all lights lose 40 % x strength, at most 95 %"),
        (PerturbationKind.Distractor, "distractor", "a second, solid object of another colour and shape stands 8.5 cm from the cube, nearer with more strength"),
        (PerturbationKind.HeavyCube, "heavy_cube", "the cube's weight of 60 g grows by 720 g x strength"),
        (PerturbationKind.SlipperyCube, "slippery_cube", "the cube's friction falls to 0.112 / strength against everything"),
        (PerturbationKind.CubeMoved, "cube_moved", "a hand pulls the cube away by 7 cm x strength when the gripper begins to close on it, once per episode"),
        (PerturbationKind.CameraBlocked, "camera_blocked", "a hand covers most of one camera from a moment in the first 3 s on: for 6 s x strength, from strength 1 on for good"),
        (PerturbationKind.SensorNoise, "sensor_noise", "noise on joint positions (sigma 0.008 rad, gripper 0.8 mm) and pixels (sigma 10 of 255), all x strength"),
    ];

    /// <summary>The names, for messages.</summary>
    internal static string Names { get; } = string.Join(", ", Entries.Select(entry => entry.Name));

    /// <summary>Each name with what it does, one a line.</summary>
    internal static string Described { get; } =
        string.Join('\n', Entries.Select(entry => $"  {entry.Name,-15}{entry.Description}"));

    /// <summary>The name of a kind.</summary>
    internal static string NameOf(PerturbationKind kind) => Entries.First(entry => entry.Kind == kind).Name;

    /// <summary>Looks a name up.</summary>
    internal static bool TryFind(string name, out PerturbationKind kind)
    {
        foreach (var entry in Entries)
        {
            if (entry.Name != name)
                continue;
            kind = entry.Kind;
            return true;
        }

        kind = PerturbationKind.None;
        return false;
    }
}
