namespace RobotPolicy.Inference.Graphs.Composition;

/// <summary>
/// The parts of an ONNX model that putting models together needs. Parts stay encoded: weights are not copied, and what is not
/// understood is passed on as it is, or refused where passing it on would change its meaning.
/// </summary>
internal sealed class OnnxModelReader
{
    private readonly List<ReadOnlyMemory<byte>> _nodes = [];
    private readonly List<(string Name, ReadOnlyMemory<byte>[] OtherFields)> _constants = [];
    private readonly List<OnnxValue> _inputs = [];
    private readonly List<OnnxValue> _outputs = [];
    private readonly Dictionary<string, long> _opsets = [];

    public long Ir { get; private set; }

    public IReadOnlyDictionary<string, long> Opsets => _opsets;

    public IReadOnlyList<ReadOnlyMemory<byte>> Nodes => _nodes;

    public IReadOnlyList<(string Name, ReadOnlyMemory<byte>[] OtherFields)> Constants => _constants;

    /// <summary>Inputs that have to be fed: those that are not constants.</summary>
    public IReadOnlyList<OnnxValue> Inputs => _inputs;

    public IReadOnlyList<OnnxValue> Outputs => _outputs;

    /// <exception cref="InvalidDataException">The bytes are no ONNX model, or one with parts that cannot be put together.</exception>
    public static OnnxModelReader Read(ReadOnlyMemory<byte> model)
    {
        var result = new OnnxModelReader();
        var reader = new ProtobufReader(model);
        var hasGraph = false;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    result.Ir = reader.Number;
                    break;
                case 7:
                    hasGraph = true;
                    result.ReadGraph(reader.Bytes);
                    break;
                case 8:
                    result.ReadOpset(reader.Bytes);
                    break;
                case 25:
                    throw new InvalidDataException("The model defines functions of its own; export it with them inlined.");
                default:
                    break;
            }
        }

        if (!hasGraph)
            throw new InvalidDataException("The model has no graph.");
        var constants = result._constants.Select(c => c.Name).ToHashSet();
        result._inputs.RemoveAll(input => constants.Contains(input.Name));
        return result;
    }

    private void ReadGraph(ReadOnlyMemory<byte> graph)
    {
        var reader = new ProtobufReader(graph);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    _nodes.Add(reader.Bytes);
                    break;
                case 5:
                    ReadConstant(reader.Bytes);
                    break;
                case 11:
                    _inputs.Add(OnnxValue.Read(reader.Bytes));
                    break;
                case 12:
                    _outputs.Add(OnnxValue.Read(reader.Bytes));
                    break;
                case 15:
                    throw new InvalidDataException("The model has sparse constants; export it with dense ones.");
                default:
                    break;
            }
        }
    }

    private void ReadConstant(ReadOnlyMemory<byte> tensor)
    {
        var name = string.Empty;
        var others = new List<ReadOnlyMemory<byte>>();
        var reader = new ProtobufReader(tensor);
        while (reader.Next())
        {
            if (reader.Field == 8)
                name = reader.Text;
            else
                others.Add(reader.Raw);
        }

        _constants.Add((name, [.. others]));
    }

    private void ReadOpset(ReadOnlyMemory<byte> opset)
    {
        var domain = string.Empty;
        long version = 0;
        var reader = new ProtobufReader(opset);
        while (reader.Next())
        {
            if (reader.Field == 1)
                domain = reader.Text;
            else if (reader.Field == 2)
                version = reader.Number;
        }

        _opsets[domain == "ai.onnx" ? string.Empty : domain] = version;
    }
}
