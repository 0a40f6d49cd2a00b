using System.Runtime.CompilerServices;

namespace RobotPolicy.Ros.Messages;

/// <summary>Identity of an endpoint or participant on the graph: the 16 bytes of its DDS GUID.</summary>
[InlineArray(Size)]
public struct RosGid : IEquatable<RosGid>
{
    /// <summary>Bytes of a gid.</summary>
    public const int Size = 16;

    private byte _first;

    /// <summary>Makes a gid from 16 bytes; any other number throws.</summary>
    /// <param name="bytes">The DDS GUID.</param>
    public static RosGid FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"Expected {Size} bytes, actual {bytes.Length}.", nameof(bytes));
        var gid = default(RosGid);
        bytes.CopyTo(gid);
        return gid;
    }

    /// <summary>Whether two gids are the same.</summary>
    public static bool operator ==(RosGid left, RosGid right) => left.Equals(right);

    /// <summary>Whether two gids differ.</summary>
    public static bool operator !=(RosGid left, RosGid right) => !left.Equals(right);

    /// <inheritdoc/>
    public readonly bool Equals(RosGid other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is RosGid other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(this);
        return hash.ToHashCode();
    }

    /// <summary>Lower-case hexadecimal digits.</summary>
    public override readonly string ToString() => Convert.ToHexStringLower(this);
}
