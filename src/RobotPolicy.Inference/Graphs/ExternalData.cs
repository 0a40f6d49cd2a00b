using RobotPolicy.Inference.Graphs.Composition;

namespace RobotPolicy.Inference.Graphs;

/// <summary>
/// Finds files beside an ONNX graph that hold its weights (<c>external_data</c> of TensorProto). Field numbers are those of
/// onnx.proto. Set-up only.
/// </summary>
internal static class ExternalData
{
    private const int MaxDepth = 40;

    private enum Kind
    {
        Model,
        Graph,
        Function,
        Node,
        Attribute,
        Sparse,
        Tensor,
        Entry,
    }

    /// <summary>Paths as the graph has them, relative to its own folder; none where the bytes are no graph, which opening it tells.</summary>
    public static IReadOnlySet<string> Locations(ReadOnlyMemory<byte> model)
    {
        var locations = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            Walk(model, Kind.Model, 0, locations);
        }
        catch (InvalidDataException)
        {
            // What was found up to there counts; the session says what is wrong with the rest.
        }

        return locations;
    }

    private static void Walk(ReadOnlyMemory<byte> message, Kind kind, int depth, SortedSet<string> locations)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException("Messages are nested too deeply.");
        var reader = new ProtobufReader(message);
        var (key, value) = (string.Empty, string.Empty);
        while (reader.Next())
        {
            if (kind == Kind.Entry)
                (key, value) = reader.Field switch { 1 => (reader.Text, value), 2 => (key, reader.Text), _ => (key, value) };
            else if (Inner(kind, reader.Field) is { } inner)
                Walk(reader.Bytes, inner, depth + 1, locations);
        }

        if (key == "location")
            locations.Add(value);
    }

    private static Kind? Inner(Kind kind, int field) => (kind, field) switch
    {
        (Kind.Model, 7) => Kind.Graph,
        (Kind.Model, 25) => Kind.Function,
        (Kind.Graph, 1) or (Kind.Function, 7) => Kind.Node,
        (Kind.Graph, 5) or (Kind.Attribute, 5 or 10) or (Kind.Sparse, 1 or 2) => Kind.Tensor,
        (Kind.Graph, 15) or (Kind.Attribute, 22 or 23) => Kind.Sparse,
        (Kind.Node, 5) or (Kind.Function, 11) => Kind.Attribute,
        (Kind.Attribute, 6 or 11) => Kind.Graph,
        (Kind.Tensor, 13) => Kind.Entry,
        _ => null,
    };
}
