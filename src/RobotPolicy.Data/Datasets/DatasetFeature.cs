namespace RobotPolicy.Data.Datasets;

/// <summary>A feature as <c>info.json</c> describes it.</summary>
/// <param name="Key">Its name.</param>
/// <param name="DataType"><c>float32</c>, <c>float64</c>, <c>int64</c>, <c>int32</c>, <c>bool</c>, <c>string</c>, <c>video</c>, …</param>
/// <param name="Shape">Elements along each axis; one element is a plain value. Pictures: height, width, channels.</param>
/// <param name="Names">Names of the elements; null if there are none.</param>
public sealed record DatasetFeature(string Key, string DataType, IReadOnlyList<int> Shape, IReadOnlyList<string>? Names = null)
{
    /// <summary>Compression of a video, such as <c>av1</c>; null for anything else, or if unknown.</summary>
    public string? VideoCodec { get; init; }

    /// <summary>Whether its values stand in videos.</summary>
    public bool IsVideo => DataType == "video";

    /// <summary>Elements of a frame's value.</summary>
    public int Width => Shape.Aggregate(1, (product, side) => product * side);

    /// <summary>Compares what the feature is, not how it is stored.</summary>
    internal bool IsSameAs(DatasetFeature other) =>
        Key == other.Key && DataType == other.DataType && Shape.SequenceEqual(other.Shape) && (Names ?? []).SequenceEqual(other.Names ?? []);
}
