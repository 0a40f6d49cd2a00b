namespace RobotPolicy.Inference.Packages;

/// <summary>
/// Names of a policy's inputs and outputs. LeRobot writes <c>observation.state</c>, newer Physical AI exporters <c>state</c>;
/// inside we use LeRobot's.
/// </summary>
internal static class FeatureNames
{
    public const string State = "observation.state";
    public const string Action = "action";
    private const string ObservationPrefix = "observation.";
    private const string ImagesPrefix = "observation.images.";

    public static string Image(string camera) => ImagesPrefix + camera;

    public static bool IsImage(string feature) => feature.StartsWith(ImagesPrefix, StringComparison.Ordinal);

    /// <summary>Whether a name in a file means a feature.</summary>
    /// <param name="name">Name as it stands in a manifest, a graph or a statistics file.</param>
    /// <param name="feature">Our name for the feature.</param>
    public static bool Means(string name, string feature) =>
        name == feature || (feature.StartsWith(ObservationPrefix, StringComparison.Ordinal) && name == feature[ObservationPrefix.Length..]);
}
