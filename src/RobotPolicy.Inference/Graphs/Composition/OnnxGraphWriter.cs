using System.Runtime.InteropServices;

namespace RobotPolicy.Inference.Graphs.Composition;

/// <summary>Writes an ONNX model; the field numbers are those of onnx.proto.</summary>
internal sealed class OnnxGraphWriter
{
    private const int DefaultIr = 8;
    private const int DefaultOpset = 17;
    private readonly ProtobufWriter _nodes = new();
    private readonly ProtobufWriter _constants = new();
    private readonly ProtobufWriter _inputs = new();
    private readonly ProtobufWriter _outputs = new();

    public static ProtobufWriter Attribute(string name, long value) => new ProtobufWriter().Text(1, name).Number(3, value).Number(20, 2);

    public OnnxGraphWriter Input(string name, OnnxElementType type, params ReadOnlySpan<long> shape)
    {
        _inputs.Message(11, Value(name, type, shape));
        return this;
    }

    public OnnxGraphWriter Output(string name, OnnxElementType type, params ReadOnlySpan<long> shape)
    {
        _outputs.Message(12, Value(name, type, shape));
        return this;
    }

    /// <summary>An input as another model declares it.</summary>
    public OnnxGraphWriter RawInput(ReadOnlySpan<byte> valueInfo)
    {
        _inputs.Bytes(11, valueInfo);
        return this;
    }

    public OnnxGraphWriter Constant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Constant(name, OnnxElementType.Float, MemoryMarshal.AsBytes(values), shape);

    public OnnxGraphWriter Constant(string name, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        Constant(name, OnnxElementType.Int64, MemoryMarshal.AsBytes(values), shape);

    public OnnxGraphWriter Constant(string name, OnnxElementType type, ReadOnlySpan<byte> values, ReadOnlySpan<long> shape)
    {
        var tensor = new ProtobufWriter();
        foreach (var dimension in shape)
            tensor.Number(1, dimension);
        _constants.Message(5, tensor.Number(2, (long)type).Text(8, name).Bytes(9, values));
        return this;
    }

    /// <summary>A constant of another model, under another name.</summary>
    public OnnxGraphWriter RawConstant(string name, ReadOnlySpan<byte> tensorWithoutName)
    {
        _constants.Message(5, new ProtobufWriter().Raw(tensorWithoutName).Text(8, name));
        return this;
    }

    public OnnxGraphWriter Node(string op, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, params ReadOnlySpan<ProtobufWriter> attributes)
    {
        var node = new ProtobufWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(4, op);
        foreach (var attribute in attributes)
            node.Message(5, attribute);
        _nodes.Message(1, node);
        return this;
    }

    /// <summary>An operator that is encoded already.</summary>
    public OnnxGraphWriter RawNode(ProtobufWriter node)
    {
        _nodes.Message(1, node);
        return this;
    }

    /// <summary>The model.</summary>
    /// <param name="opsets">Versions of the operator sets by domain; default: the standard operators, version 17.</param>
    /// <param name="ir">Version of the format.</param>
    public byte[] Build(IReadOnlyDictionary<string, long>? opsets = null, long ir = DefaultIr)
    {
        var graph = new ProtobufWriter()
            .Raw(_nodes.Written).Text(2, "robotpolicy").Raw(_constants.Written).Raw(_inputs.Written).Raw(_outputs.Written);
        var model = new ProtobufWriter().Number(1, ir).Text(2, "robotpolicy").Message(7, graph);
        foreach (var (domain, version) in opsets ?? new Dictionary<string, long> { [string.Empty] = DefaultOpset })
            model.Message(8, new ProtobufWriter().Text(1, domain).Number(2, version));
        return model.Written.ToArray();
    }

    private static ProtobufWriter Value(string name, OnnxElementType type, ReadOnlySpan<long> shape)
    {
        var dimensions = new ProtobufWriter();
        foreach (var dimension in shape)
            dimensions.Message(1, new ProtobufWriter().Number(1, dimension));
        var tensor = new ProtobufWriter().Number(1, (long)type).Message(2, dimensions);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
