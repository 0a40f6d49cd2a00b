namespace RobotPolicy.Data.Bags.Storage;

/// <summary>Topics of several channels or files put together: the same name, type and format is the same topic.</summary>
internal sealed class TopicList
{
    private readonly List<BagTopic> _topics = [];
    private readonly Dictionary<(string, string, string), int> _places = [];

    public IReadOnlyList<BagTopic> Topics => _topics;

    /// <summary>Takes a topic; returns its index. Counts add up.</summary>
    public int Merge(BagTopic topic)
    {
        var key = (topic.Name, topic.Type, topic.SerializationFormat);
        if (!_places.TryGetValue(key, out var at))
        {
            _topics.Add(topic);
            return _places[key] = _topics.Count - 1;
        }

        var known = _topics[at];
        var isDefined = known.DefinitionEncoding.Length > 0;
        _topics[at] = known with
        {
            OfferedQos = known.OfferedQos.Count > 0 ? known.OfferedQos : topic.OfferedQos,
            TypeHash = known.TypeHash.Length > 0 ? known.TypeHash : topic.TypeHash,
            MessageCount = unchecked(known.MessageCount + topic.MessageCount),
            DefinitionEncoding = isDefined ? known.DefinitionEncoding : topic.DefinitionEncoding,
            Definition = isDefined ? known.Definition : topic.Definition,
        };
        return at;
    }
}
