using System.Runtime.InteropServices;

namespace RobotPolicy.TestSupport;

/// <summary>Writes small ONNX graphs (IR 8, opset 17) by hand; field numbers are those of onnx.proto. A dimension of −1 is left open.</summary>
internal sealed class OnnxModelBuilder
{
    public const int Float32 = 1;
    public const int Int64 = 7;
    public const int Float64 = 11;
    private readonly List<ProtobufWriter> _nodes = [];
    private readonly List<ProtobufWriter> _constants = [];
    private readonly List<ProtobufWriter> _inputs = [];
    private readonly List<ProtobufWriter> _outputs = [];
    private readonly List<ProtobufWriter> _metadata = [];

    public OnnxModelBuilder Input(string name, params long[] shape) => Input(name, Float32, shape);

    public OnnxModelBuilder Input(string name, int type, long[] shape)
    {
        _inputs.Add(Value(name, type, shape));
        return this;
    }

    public OnnxModelBuilder Output(string name, params long[] shape) => Output(name, Float32, shape);

    public OnnxModelBuilder Output(string name, int type, long[] shape)
    {
        _outputs.Add(Value(name, type, shape));
        return this;
    }

    public OnnxModelBuilder Metadata(string key, string value)
    {
        _metadata.Add(new ProtobufWriter().Text(1, key).Text(2, value));
        return this;
    }

    public OnnxModelBuilder Constant(string name, float[] values, params long[] shape)
    {
        var tensor = new ProtobufWriter();
        foreach (var dimension in shape)
            tensor.Int(1, dimension);
        _constants.Add(tensor.Int(2, Float32).Text(8, name).Bytes(9, MemoryMarshal.AsBytes(values.AsSpan())));
        return this;
    }

    /// <summary>A constant whose values are said to lie in another file.</summary>
    public OnnxModelBuilder ExternalConstant(string name, string location, params long[] shape)
    {
        var tensor = new ProtobufWriter();
        foreach (var dimension in shape)
            tensor.Int(1, dimension);
        var entry = new ProtobufWriter().Text(1, "location").Text(2, location);
        _constants.Add(tensor.Int(2, Float32).Text(8, name).Message(13, entry).Int(14, 1));
        return this;
    }

    public OnnxModelBuilder Node(string op, string[] inputs, string output, params ProtobufWriter[] attributes)
    {
        var node = new ProtobufWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        node.Text(2, output).Text(4, op);
        foreach (var attribute in attributes)
            node.Message(5, attribute);
        _nodes.Add(node);
        return this;
    }

    public static ProtobufWriter Attribute(string name, long value) => new ProtobufWriter().Text(1, name).Int(3, value).Int(20, 2);

    public static ProtobufWriter Attribute(string name, params long[] values)
    {
        var attribute = new ProtobufWriter().Text(1, name);
        foreach (var value in values)
            attribute.Int(8, value);
        return attribute.Int(20, 7);
    }

    public byte[] Build(int opset = 17, int ir = 8)
    {
        var graph = new ProtobufWriter();
        foreach (var node in _nodes)
            graph.Message(1, node);
        graph.Text(2, "graph");
        foreach (var constant in _constants)
            graph.Message(5, constant);
        foreach (var input in _inputs)
            graph.Message(11, input);
        foreach (var output in _outputs)
            graph.Message(12, output);
        var model = new ProtobufWriter()
            .Int(1, ir)
            .Text(2, "robotpolicy-tests")
            .Message(7, graph)
            .Message(8, new ProtobufWriter().Text(1, string.Empty).Int(2, opset));
        foreach (var entry in _metadata)
            model.Message(14, entry);
        return model.ToArray();
    }

    private static ProtobufWriter Value(string name, int type, long[] shape)
    {
        var dimensions = new ProtobufWriter();
        foreach (var dimension in shape)
            dimensions.Message(1, dimension < 0 ? new ProtobufWriter().Text(2, "open") : new ProtobufWriter().Int(1, dimension));
        var tensor = new ProtobufWriter().Int(1, type).Message(2, dimensions);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
