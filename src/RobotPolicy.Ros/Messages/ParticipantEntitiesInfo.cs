using System.Diagnostics.CodeAnalysis;
using System.Text;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary>
/// <c>rmw_dds_common/msg/ParticipantEntitiesInfo</c>, published on the DDS topic <c>ros_discovery_info</c>, from which
/// <c>ros2 node list</c> knows the nodes. A gid has 16 bytes since Iron and 24 up to Humble, under the same type name.
/// </summary>
/// <param name="Gid">The participant.</param>
/// <param name="Nodes">Its nodes.</param>
/// <param name="GidSize">Bytes of a gid on the wire: <see cref="IronGidSize"/> or <see cref="HumbleGidSize"/>.</param>
public sealed record ParticipantEntitiesInfo(
    RosGid Gid, IReadOnlyList<NodeEntitiesInfo> Nodes, int GidSize = ParticipantEntitiesInfo.IronGidSize)
    : IRosMessage<ParticipantEntitiesInfo>
{
    /// <summary>Bytes of a gid from Iron on.</summary>
    public const int IronGidSize = 16;

    /// <summary>Bytes of a gid up to Humble: the GUID and eight zeros.</summary>
    public const int HumbleGidSize = 24;

    /// <summary>Most nodes that are decoded from one message.</summary>
    public const int MaxNodeCount = 4096;

    /// <summary>Most endpoints that are decoded from one message, over all its nodes.</summary>
    public const int MaxGidCount = 65536;

    private const int MaxNameBytes = 256;
    private const int MinEncodedNodeSize = 16;

    /// <inheritdoc/>
    public static RosMessageType Type { get; } = new(
        "rmw_dds_common/msg/ParticipantEntitiesInfo", "RIHS01_91a0593bacdcc50ea9bdcf849a938b128412cc1ea821245c663bcd26f83c295e");

    /// <summary>
    /// Decodes a message of either size of gid: 16 bytes must account for every byte of the message, else 24 must. A 16-byte
    /// reading of Humble's message otherwise looks like a participant without nodes.
    /// </summary>
    /// <param name="cdr">The encapsulation header and the payload.</param>
    /// <param name="message">The message; its <see cref="GidSize"/> says which size fits.</param>
    /// <param name="error">What is wrong with the reading by 16 bytes, if neither fits.</param>
    public static bool TryDecodeAnyGidSize(
        ReadOnlySpan<byte> cdr, [NotNullWhen(true)] out ParticipantEntitiesInfo? message, out CdrError error)
    {
        var reader = new CdrReader(cdr);
        message = Read(ref reader, IronGidSize);
        if (reader.TryFinish(Type.Name, out error))
            return true;
        reader = new CdrReader(cdr);
        message = Read(ref reader, HumbleGidSize);
        if (reader.TryFinish(Type.Name, out _))
        {
            error = default;
            return true;
        }

        message = null;
        return false;
    }

    /// <summary>Reads a message with gids of 16 bytes; see <see cref="TryDecodeAnyGidSize"/>.</summary>
    /// <param name="reader">A reader at the message's first field.</param>
    public static ParticipantEntitiesInfo Read(scoped ref CdrReader reader) => Read(ref reader, IronGidSize);

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        if (GidSize is not (IronGidSize or HumbleGidSize))
            writer.Fail(CdrStatus.InvalidValue, "gid", HumbleGidSize, GidSize);
        WriteGid(ref writer, Gid, "gid");
        writer.WriteCount(Nodes.Count, "node_entities_info_seq");
        foreach (var node in Nodes)
        {
            writer.WriteString(node.NodeNamespace, "node_entities_info_seq[].node_namespace", MaxNameBytes);
            writer.WriteString(node.NodeName, "node_entities_info_seq[].node_name", MaxNameBytes);
            WriteGids(ref writer, node.ReaderGids, "node_entities_info_seq[].reader_gid_seq");
            WriteGids(ref writer, node.WriterGids, "node_entities_info_seq[].writer_gid_seq");
        }
    }

    private static ParticipantEntitiesInfo Read(scoped ref CdrReader reader, int gidSize)
    {
        var gid = ReadGid(ref reader, gidSize, "gid");
        var nodes = new NodeEntitiesInfo[reader.ReadCount("node_entities_info_seq", MinEncodedNodeSize, MaxNodeCount)];
        var gidBudget = MaxGidCount;
        for (var i = 0; i < nodes.Length && !reader.Failed; i++)
        {
            var nodeNamespace = Encoding.UTF8.GetString(reader.ReadString("node_entities_info_seq[].node_namespace", MaxNameBytes));
            var nodeName = Encoding.UTF8.GetString(reader.ReadString("node_entities_info_seq[].node_name", MaxNameBytes));
            var readers = ReadGids(ref reader, gidSize, ref gidBudget, "node_entities_info_seq[].reader_gid_seq");
            var writers = ReadGids(ref reader, gidSize, ref gidBudget, "node_entities_info_seq[].writer_gid_seq");
            nodes[i] = new NodeEntitiesInfo(nodeNamespace, nodeName, readers, writers);
        }

        return new ParticipantEntitiesInfo(gid, nodes, gidSize);
    }

    private static RosGid[] ReadGids(scoped ref CdrReader reader, int gidSize, ref int gidBudget, string field)
    {
        var gids = new RosGid[reader.ReadCount(field, gidSize, gidBudget)];
        gidBudget -= gids.Length;
        foreach (ref var gid in gids.AsSpan())
            gid = ReadGid(ref reader, gidSize, field);
        return gids;
    }

    private static RosGid ReadGid(scoped ref CdrReader reader, int gidSize, string field)
    {
        var bytes = reader.ReadRaw(gidSize, field);
        return bytes.IsEmpty ? default : RosGid.FromBytes(bytes[..RosGid.Size]);
    }

    private void WriteGids(scoped ref CdrWriter writer, IReadOnlyList<RosGid> gids, string field)
    {
        writer.WriteCount(gids.Count, field);
        foreach (var gid in gids)
            WriteGid(ref writer, gid, field);
    }

    private void WriteGid(scoped ref CdrWriter writer, RosGid gid, string field)
    {
        writer.WriteRaw(gid, field);
        if (GidSize == HumbleGidSize)
            writer.WriteRaw("\0\0\0\0\0\0\0\0"u8, field);
    }
}
