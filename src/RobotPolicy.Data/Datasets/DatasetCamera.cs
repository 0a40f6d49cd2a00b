namespace RobotPolicy.Data.Datasets;

/// <summary>A camera of a dataset.</summary>
/// <param name="Key">Name of the feature, such as <c>observation.images.wrist</c>.</param>
/// <param name="Width">Pixels in a row; even.</param>
/// <param name="Height">Rows; even.</param>
public sealed record DatasetCamera(string Key, int Width, int Height)
{
    /// <summary>What LeRobot puts before the name of a camera.</summary>
    public const string KeyPrefix = "observation.images.";

    /// <summary>A camera by its short name, such as <c>wrist</c>.</summary>
    public static DatasetCamera Named(string name, int width, int height) => new(KeyPrefix + name, width, height);
}
