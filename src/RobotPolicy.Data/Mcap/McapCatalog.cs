using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap;

/// <summary>Schemas and channels that a reader has met. An id keeps its meaning through a whole file.</summary>
public sealed class McapCatalog
{
    private readonly SortedDictionary<ushort, McapSchema> _schemas = [];
    private readonly SortedDictionary<ushort, McapChannel> _channels = [];
    private McapChannel?[] _byId = new McapChannel?[64];

    /// <summary>By id, ascending.</summary>
    public IReadOnlyDictionary<ushort, McapSchema> Schemas => _schemas;

    /// <summary>By id, ascending.</summary>
    public IReadOnlyDictionary<ushort, McapChannel> Channels => _channels;

    /// <summary>The channel of a message; null if it was not met.</summary>
    public McapChannel? Channel(ushort id) => id < _byId.Length ? _byId[id] : null;

    /// <summary>The schema of a channel; null if it has none.</summary>
    public McapSchema? SchemaOf(McapChannel channel) => _schemas.GetValueOrDefault(channel.SchemaId);

    /// <summary>Takes a schema; a different one under a known id is an error.</summary>
    internal McapSchema AddSchema(in McapRecord record)
    {
        var schema = record.ToSchema();
        if (_schemas.TryGetValue(schema.Id, out var known))
            return known.Equals(schema) ? known : throw record.Error($"id {schema.Id} was the schema '{known.Name}', now it is a different one");
        _schemas.Add(schema.Id, schema);
        return schema;
    }

    /// <summary>Takes a channel; a different one under a known id, or an unknown schema, is an error.</summary>
    internal McapChannel AddChannel(in McapRecord record)
    {
        var channel = record.ToChannel();
        if (_channels.TryGetValue(channel.Id, out var known))
            return known.Equals(channel) ? known : throw record.Error($"id {channel.Id} was the channel '{known.Topic}', now it is a different one");
        if (channel.SchemaId != 0 && !_schemas.ContainsKey(channel.SchemaId))
            throw record.Error($"channel {channel.Id} has the schema {channel.SchemaId}, which did not come before it");
        _channels.Add(channel.Id, channel);
        if (channel.Id >= _byId.Length)
            Array.Resize(ref _byId, Math.Min(ushort.MaxValue + 1, Math.Max(channel.Id + 1, _byId.Length * 2)));
        _byId[channel.Id] = channel;
        return channel;
    }

    /// <summary>Parses a message; one without a channel is an error.</summary>
    internal McapMessage Message(in McapRecord record)
    {
        var message = record.ToMessage();
        return Channel(message.ChannelId) is not null
            ? message
            : throw record.Error($"channel_id is {message.ChannelId}, and no channel with that id came before it");
    }
}
