using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Decoding;

namespace RobotPolicy.Cli.Commands.Mcap;

/// <summary>What decodes the messages of each topic: the bag's own definition, else this program's.</summary>
internal sealed class TopicDecoders
{
    private readonly CdrJson?[] _decoders;

    public TopicDecoders(BagReader bag, int? maxElements, Action<string> note) =>
        _decoders = [.. bag.Topics.Select(topic => Decoder(topic, maxElements, note))];

    /// <summary>The message as JSON, UTF-8; null if its type is not known or its bytes are wrong.</summary>
    public ReadOnlyMemory<byte>? Decode(in BagMessage message, out string? problem)
    {
        problem = null;
        if (_decoders[message.Topic] is not { } decoder)
            return null;
        try
        {
            return decoder.Decode(message.Data.Span);
        }
        catch (BagException exception)
        {
            problem = exception.Message;
            return null;
        }
    }

    private static CdrJson? Decoder(BagTopic topic, int? maxElements, Action<string> note)
    {
        var definition = topic.DefinitionEncoding == MessageDefinitions.Encoding && topic.Definition.Length > 0
            ? topic.Definition
            : topic.DefinitionEncoding.Length == 0 ? MessageDefinitions.Find(topic.Type) : null;
        if (definition is null || topic.SerializationFormat != "cdr")
            return null;
        try
        {
            return new CdrJson(MessageSchema.Parse(topic.Type, definition), maxElements);
        }
        catch (BagException exception)
        {
            note($"{topic.Name} is not decoded: {exception.Message}");
            return null;
        }
    }
}
