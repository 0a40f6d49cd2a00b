namespace RobotPolicy.Data.Mcap.Records;

/// <summary>A topic.</summary>
/// <param name="Id">Its number in this file.</param>
/// <param name="SchemaId">Type of its messages; 0 for none.</param>
/// <param name="Topic">For ROS 2 the name with its leading slash.</param>
/// <param name="MessageEncoding"><c>cdr</c>, <c>json</c>, …</param>
/// <param name="Metadata">In the order of the file.</param>
public sealed record McapChannel(ushort Id, ushort SchemaId, string Topic, string MessageEncoding, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Whether both say the same; the order of the metadata does not count.</summary>
    public bool Equals(McapChannel? other) =>
        other is not null && Id == other.Id && SchemaId == other.SchemaId && Topic == other.Topic && MessageEncoding == other.MessageEncoding
        && Metadata.Count == other.Metadata.Count
        && Metadata.All(pair => other.Metadata.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, SchemaId, Topic, MessageEncoding, Metadata.Count);
}
