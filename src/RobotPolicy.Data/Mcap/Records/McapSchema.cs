namespace RobotPolicy.Data.Mcap.Records;

/// <summary>A message type.</summary>
/// <param name="Id">Never 0.</param>
/// <param name="Name">For ROS 2 <c>package/msg/Type</c>.</param>
/// <param name="Encoding">What <paramref name="Data"/> is: <c>ros2msg</c>, <c>ros2idl</c>, …; empty for nothing.</param>
/// <param name="Data">The definition.</param>
public sealed record McapSchema(ushort Id, string Name, string Encoding, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether both say the same.</summary>
    public bool Equals(McapSchema? other) =>
        other is not null && Id == other.Id && Name == other.Name && Encoding == other.Encoding && Data.Span.SequenceEqual(other.Data.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Name, Encoding, Data.Length);
}
