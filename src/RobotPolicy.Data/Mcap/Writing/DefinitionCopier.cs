using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Writing;

/// <summary>Registers one file's schemas and channels with the writer of another as messages need them; ids are the writer's own.</summary>
internal sealed class DefinitionCopier(McapWriter writer)
{
    private readonly Dictionary<(string, string, string), ushort> _schemas = [];
    private readonly List<(McapChannel Channel, ushort SchemaId, ushort Id)> _channels = [];

    /// <summary>The writer's id of a channel; equal channels of several files share one.</summary>
    public ushort ChannelId(McapCatalog catalog, McapChannel channel)
    {
        var schemaId = catalog.SchemaOf(channel) is { } schema ? SchemaId(schema) : (ushort)0;
        foreach (var known in _channels)
        {
            if (known.SchemaId == schemaId && known.Channel.Equals(channel with { Id = known.Channel.Id, SchemaId = known.Channel.SchemaId }))
                return known.Id;
        }

        var id = writer.AddChannel(schemaId, channel.Topic, channel.MessageEncoding, channel.Metadata);
        _channels.Add((channel, schemaId, id));
        return id;
    }

    private ushort SchemaId(McapSchema schema)
    {
        var key = (schema.Name, schema.Encoding, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(schema.Data.Span)));
        if (!_schemas.TryGetValue(key, out var id))
            _schemas[key] = id = writer.AddSchema(schema.Name, schema.Encoding, schema.Data.Span);
        return id;
    }
}
