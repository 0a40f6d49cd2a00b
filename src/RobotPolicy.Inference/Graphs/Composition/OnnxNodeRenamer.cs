namespace RobotPolicy.Inference.Graphs.Composition;

/// <summary>Copies a model's operators under names of their own, so that copies of one model can stand beside each other.</summary>
/// <param name="model">The model.</param>
/// <param name="scope">Prefix of every value that its operators make.</param>
/// <param name="constantScope">Prefix under which its constants have been written.</param>
/// <param name="names">Values that are known by another name: the model's inputs.</param>
internal sealed class OnnxNodeRenamer(OnnxModelReader model, string scope, string constantScope, IReadOnlyDictionary<string, string> names)
{
    private readonly HashSet<string> _constants = [.. model.Constants.Select(constant => constant.Name)];

    /// <summary>Writes a model's constants, once however often its operators are copied.</summary>
    public static void EmitConstants(OnnxModelReader model, string constantScope, OnnxGraphWriter writer)
    {
        foreach (var (name, fields) in model.Constants)
        {
            var tensor = new ProtobufWriter();
            foreach (var field in fields)
                tensor.Raw(field.Span);
            writer.RawConstant(constantScope + name, tensor.Written);
        }
    }

    /// <summary>Writes the operators.</summary>
    public void EmitNodes(OnnxGraphWriter writer)
    {
        foreach (var node in model.Nodes)
            writer.RawNode(Rename(node));
    }

    private static void RefuseSubgraphs(ReadOnlyMemory<byte> attribute)
    {
        var reader = new ProtobufReader(attribute);
        while (reader.Next())
            if (reader.Field is 6 or 11)
                throw new InvalidDataException("An operator holds a graph of its own (If, Loop, Scan); export without control flow.");
    }

    private ProtobufWriter Rename(ReadOnlyMemory<byte> node)
    {
        var renamed = new ProtobufWriter();
        var reader = new ProtobufReader(node);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    renamed.Text(1, Name(reader.Text));
                    break;
                case 2:
                    renamed.Text(2, Name(reader.Text));
                    break;
                case 3:
                    renamed.Text(3, scope + reader.Text);
                    break;
                case 5:
                    RefuseSubgraphs(reader.Bytes);
                    renamed.Raw(reader.Raw.Span);
                    break;
                default:
                    renamed.Raw(reader.Raw.Span);
                    break;
            }
        }

        return renamed;
    }

    /// <summary>An empty name stands for an optional input or output that is left out.</summary>
    private string Name(string name) =>
        name.Length == 0 ? name
        : names.TryGetValue(name, out var known) ? known
        : _constants.Contains(name) ? constantScope + name
        : scope + name;
}
