namespace RobotPolicy.Data.Datasets.Recordings;

/// <summary>Where the pictures of a camera go.</summary>
/// <param name="Key">The dataset's feature.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Compressed">Whether as <c>sensor_msgs/msg/CompressedImage</c>, JPEG, rather than <c>sensor_msgs/msg/Image</c>, rgb8.</param>
public sealed record DatasetImportCamera(string Key, string Topic, bool Compressed = false);
