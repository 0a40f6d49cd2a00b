using System.Runtime.InteropServices;
using RobotPolicy.Inference.Graphs.Composition;

namespace RobotPolicy.Benchmarks.GpuCheck.Networks;

/// <summary>Layers as ONNX operators with seeded weights. Inputs and outputs are float32; inside, everything is of one type.</summary>
internal sealed class NetworkBuilder(WeightStore weights, bool half)
{
    private readonly OnnxGraphWriter _writer = new();
    private readonly HashSet<string> _emitted = [];
    private int _count;

    private OnnxElementType Type => half ? OnnxElementType.Float16 : OnnxElementType.Float;

    public byte[] Build() => _writer.Build();

    public string Input(string name, params long[] shape)
    {
        _writer.Input(name, OnnxElementType.Float, shape);
        return ToInner(name);
    }

    public string RawInput(string name, params long[] shape)
    {
        _writer.Input(name, OnnxElementType.Float, shape);
        return name;
    }

    public void Output(string name, string value, params long[] shape)
    {
        var attributes = half ? new[] { OnnxGraphWriter.Attribute("to", (long)OnnxElementType.Float) } : [];
        _writer.Node(half ? "Cast" : "Identity", [value], [name], attributes).Output(name, OnnxElementType.Float, shape);
    }

    public string ToInner(string value) => half ? Op("Cast", [value], OnnxGraphWriter.Attribute("to", (long)Type)) : value;

    public string Op(string op, string[] inputs, params ProtobufWriter[] attributes)
    {
        var output = $"v{_count++}";
        _writer.Node(op, inputs, [output], attributes);
        return output;
    }

    public string Weight(string name, long[] shape, int fanIn, float gain = 1)
    {
        if (_emitted.Add(name))
        {
            var (values, _) = weights.Get(name, shape, fanIn, gain);
            if (half)
                _writer.Constant(name, Type, MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (Half)value).AsSpan()), shape);
            else
                _writer.Constant(name, values, shape);
        }

        return name;
    }

    public string Shape(params long[] dimensions)
    {
        var name = $"shape_{string.Join("_", dimensions)}";
        if (_emitted.Add(name))
            _writer.Constant(name, dimensions, dimensions.Length);
        return name;
    }

    public string Float32(string name, float[] values, params long[] shape)
    {
        if (_emitted.Add(name))
            _writer.Constant(name, values, shape);
        return name;
    }

    public string Add(string a, string b) => Op("Add", [a, b]);

    public string Relu(string x) => Op("Relu", [x]);

    public string Mish(string x) => Op("Mul", [x, Op("Tanh", [Op("Softplus", [x])])]);

    public string Reshape(string x, params long[] shape) => Op("Reshape", [x, Shape(shape)]);

    public string Expand(string x, params long[] shape) => Op("Expand", [x, Shape(shape)]);

    public string Transpose(string x, params long[] permutation) => Op("Transpose", [x], Integers("perm", permutation));

    public string Concat(long axis, params string[] values) => Op("Concat", values, OnnxGraphWriter.Attribute("axis", axis));

    public string Linear(string x, string name, int from, int to, float gain = 1) =>
        Add(Op("MatMul", [x, Weight($"{name}.weight", [from, to], from, gain)]), Weight($"{name}.bias", [to], 64, 0.1f));

    public string LayerNorm(string x, string name, int width) => Op(
        "LayerNormalization",
        [x, Weight($"{name}.weight", [width], 0), Weight($"{name}.bias", [width], 64, 0.1f)],
        OnnxGraphWriter.Attribute("axis", -1));

    public string Conv2d(string x, string name, int from, int to, int kernel, int stride, int pad, float gain) => Op(
        "Conv",
        [x, Weight($"{name}.weight", [to, from, kernel, kernel], from * kernel * kernel, gain), Weight($"{name}.bias", [to], 64, 0.1f)],
        Integers("kernel_shape", kernel, kernel), Integers("strides", stride, stride), Integers("pads", pad, pad, pad, pad));

    public string Conv1d(string x, string name, int from, int to, int kernel, int stride, int pad) => Op(
        "Conv",
        [x, Weight($"{name}.weight", [to, from, kernel], from * kernel, 1), Weight($"{name}.bias", [to], 64, 0.1f)],
        Integers("kernel_shape", kernel), Integers("strides", stride), Integers("pads", pad, pad));

    public string ConvTranspose1d(string x, string name, int width, int kernel, int stride, int pad) => Op(
        "ConvTranspose",
        [x, Weight($"{name}.weight", [width, width, kernel], width * kernel / stride, 1), Weight($"{name}.bias", [width], 64, 0.1f)],
        Integers("kernel_shape", kernel), Integers("strides", stride), Integers("pads", pad, pad));

    public string MaxPool(string x) => Op(
        "MaxPool", [x], Integers("kernel_shape", 3, 3), Integers("strides", 2, 2), Integers("pads", 1, 1, 1, 1));

    /// <summary>As exporters write it: normalise per group, then scale and shift per channel. [B, channels, length].</summary>
    public string GroupNorm(string x, string name, int batch, int channels, int length, int groups)
    {
        var ones = Weight($"group_ones_{groups}", [groups], 0);
        var zeros = Weight($"group_zeros_{groups}", [groups], 0, 0);
        var grouped = Op("InstanceNormalization", [Reshape(x, batch, groups, channels / groups * length), ones, zeros]);
        var scaled = Op("Mul", [Reshape(grouped, batch, channels, length), Weight($"{name}.weight", [channels, 1], 0)]);
        return Add(scaled, Weight($"{name}.bias", [channels, 1], 64, 0.1f));
    }

    private static ProtobufWriter Integers(string name, params long[] values)
    {
        var attribute = new ProtobufWriter().Text(1, name);
        foreach (var value in values)
            attribute.Number(8, value);
        return attribute.Number(20, 7);
    }
}
