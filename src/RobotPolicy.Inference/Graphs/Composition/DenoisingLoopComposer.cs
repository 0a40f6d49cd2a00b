using System.Buffers.Binary;
using System.Globalization;

namespace RobotPolicy.Inference.Graphs.Composition;

/// <summary>One composition in progress.</summary>
internal sealed class DenoisingLoopComposer(OnnxModelReader? encoder, OnnxModelReader denoiser, DenoisingLoopSpec spec)
{
    private const long MinIr = 4;
    private readonly OnnxGraphWriter _writer = new();
    private readonly HashSet<string> _inputs = [];
    private int _constants;

    public byte[] Compose()
    {
        var opsets = MergeOpsets();
        var conditions = EmitEncoder();
        var sample = Find(denoiser.Inputs, spec.SampleInput, "input");
        var timestep = Find(denoiser.Inputs, spec.TimestepInput, "input");
        var prediction = spec.Prediction is { } name ? Find(denoiser.Outputs, name, "output")
            : denoiser.Outputs.Count == 1 ? denoiser.Outputs[0]
            : throw new InvalidDataException($"The denoiser has {denoiser.Outputs.Count} outputs, and none is named as its prediction.");
        if (sample.Type is not (OnnxElementType.Float or OnnxElementType.Float16) || prediction.Type is not (OnnxElementType.Float or OnnxElementType.Float16))
            throw new InvalidDataException("The denoiser's sample and prediction must be float32 or float16.");

        var shape = spec.SampleShape.ToArray();
        DeclareInput(DenoisingLoopGraph.NoiseInput, shape);
        if (spec.Steps.Any(step => step.FromNoise != 0))
            DeclareInput(DenoisingLoopGraph.StepNoiseInput, [spec.Steps.Count, .. shape]);
        foreach (var input in denoiser.Inputs)
        {
            if (input == sample || input == timestep || conditions.ContainsKey(input.Name))
                continue;
            if (_inputs.Add(input.Name))
                _writer.RawInput(input.Raw.Span);
            conditions[input.Name] = input.Name;
        }

        OnnxNodeRenamer.EmitConstants(denoiser, "denoiser/", _writer);
        var current = DenoisingLoopGraph.NoiseInput;
        for (var k = 0; k < spec.Steps.Count; k++)
            current = EmitStep(k, current, sample, timestep, prediction, conditions);
        _writer.Node("Identity", [current], [DenoisingLoopGraph.Output]).Output(DenoisingLoopGraph.Output, OnnxElementType.Float, shape);
        return _writer.Build(opsets, Math.Max(MinIr, Math.Max(denoiser.Ir, encoder?.Ir ?? 0)));
    }

    private static OnnxValue Find(IReadOnlyList<OnnxValue> values, string name, string what) =>
        values.FirstOrDefault(value => value.Name == name)
        ?? throw new InvalidDataException($"The denoiser has no {what} '{name}', only {string.Join(", ", values.Select(value => value.Name))}.");

    private Dictionary<string, long> MergeOpsets()
    {
        var opsets = new Dictionary<string, long>(denoiser.Opsets);
        foreach (var (domain, version) in encoder?.Opsets ?? new Dictionary<string, long>())
        {
            if (opsets.TryGetValue(domain, out var other) && other != version)
                throw new InvalidDataException($"The encoder is of opset {version}, the denoiser of {other}; export both with one.");
            opsets[domain] = version;
        }

        return opsets;
    }

    /// <summary>Writes the encoder once; returns the value behind each input of the denoiser that it feeds.</summary>
    private Dictionary<string, string> EmitEncoder()
    {
        var conditions = new Dictionary<string, string>();
        if (encoder is null)
            return spec.Conditions.Count == 0 ? conditions : throw new InvalidDataException("Conditions are named, but there is no encoder.");

        var names = new Dictionary<string, string>();
        foreach (var input in encoder.Inputs)
        {
            if (input.Name is DenoisingLoopGraph.NoiseInput or DenoisingLoopGraph.StepNoiseInput)
                throw new InvalidDataException($"The encoder's input '{input.Name}' has a name that the loop needs itself.");
            _inputs.Add(input.Name);
            _writer.RawInput(input.Raw.Span);
            names[input.Name] = input.Name;
        }

        OnnxNodeRenamer.EmitConstants(encoder, "encoder/", _writer);
        new OnnxNodeRenamer(encoder, "encoder/", "encoder/", names).EmitNodes(_writer);
        foreach (var input in denoiser.Inputs)
        {
            var stated = spec.Conditions.TryGetValue(input.Name, out var output);
            output ??= input.Name;
            if (encoder.Outputs.Any(o => o.Name == output))
                conditions[input.Name] = names.GetValueOrDefault(output, "encoder/" + output);
            else if (stated)
                throw new InvalidDataException($"The encoder has no output '{output}' for the denoiser's '{input.Name}'.");
        }

        return conditions;
    }

    private void DeclareInput(string name, long[] shape)
    {
        if (!_inputs.Add(name))
            throw new InvalidDataException($"An input is called '{name}', which the loop needs itself.");
        _writer.Input(name, OnnxElementType.Float, shape);
    }

    private string EmitStep(
        int k, string current, OnnxValue sample, OnnxValue timestep, OnnxValue prediction, Dictionary<string, string> conditions)
    {
        var step = spec.Steps[k];
        var scope = $"step{k.ToString(CultureInfo.InvariantCulture)}/";
        var names = new Dictionary<string, string>(conditions)
        {
            [timestep.Name] = EmitTimestep(scope + "timestep", timestep, step.Timestep),
            [sample.Name] = sample.Type == OnnxElementType.Float ? current : Cast(current, scope + "sample16", OnnxElementType.Float16),
        };
        new OnnxNodeRenamer(denoiser, scope, "denoiser/", names).EmitNodes(_writer);
        var predicted = names.GetValueOrDefault(prediction.Name, scope + prediction.Name);
        if (prediction.Type != OnnxElementType.Float)
            predicted = Cast(predicted, scope + "prediction32", OnnxElementType.Float);

        var terms = new List<string>();
        if (step.FromX0 != 0)
        {
            var clean = Sum([Scale(current, step.X0FromSample), Scale(predicted, step.X0FromPrediction)]);
            if (spec.ClipSample is { } clip)
            {
                var clipped = scope + "clean_clipped";
                _writer.Node("Clip", [clean, Constant(-clip), Constant(clip)], [clipped]);
                clean = clipped;
            }

            terms.Add(Scale(clean, step.FromX0));
        }

        if (step.FromSample != 0)
            terms.Add(Scale(current, step.FromSample));
        if (step.FromPrediction != 0)
            terms.Add(Scale(predicted, step.FromPrediction));
        if (step.FromNoise != 0)
        {
            var noise = scope + "noise";
            var index = $"loop/index{k}";
            _writer.Constant(index, [(long)k]).Node("Gather", [DenoisingLoopGraph.StepNoiseInput, index], [noise], OnnxGraphWriter.Attribute("axis", 0));
            terms.Add(Scale(noise, step.FromNoise));
        }

        return terms.Count > 0 ? Sum(terms) : throw new InvalidDataException($"Step {k} leaves nothing of the sample.");

        string Scale(string value, float factor)
        {
            var scaled = $"{scope}scaled{_constants}";
            _writer.Node("Mul", [value, Constant(factor)], [scaled]);
            return scaled;
        }

        string Sum(IReadOnlyList<string> values)
        {
            var sum = values[0];
            for (var i = 1; i < values.Count; i++)
            {
                var next = $"{scope}sum{_constants++}";
                _writer.Node("Add", [sum, values[i]], [next]);
                sum = next;
            }

            return sum;
        }
    }

    private string Cast(string value, string name, OnnxElementType type)
    {
        _writer.Node("Cast", [value], [name], OnnxGraphWriter.Attribute("to", (long)type));
        return name;
    }

    private string Constant(float value)
    {
        var name = $"loop/constant{_constants++}";
        _writer.Constant(name, [value]);
        return name;
    }

    private string EmitTimestep(string name, OnnxValue input, double value)
    {
        var shape = (input.Shape ?? []).Select(dimension => dimension < 1 ? spec.SampleShape[0] : dimension).ToArray();
        var count = shape.Aggregate(1L, (product, dimension) => product * dimension);
        if (count > 4096)
            throw new InvalidDataException($"The time step has {count} entries; it is one number, or one for each sample of the batch.");
        if (input.Type is OnnxElementType.Int64 or OnnxElementType.Int32 && value != Math.Floor(value))
            throw new InvalidDataException($"Time step {value.ToString(CultureInfo.InvariantCulture)} is not whole, and the denoiser takes whole ones.");

        var bytes = new List<byte>();
        Span<byte> one = stackalloc byte[8];
        for (var i = 0; i < count; i++)
            bytes.AddRange(one[..Encode(one, input.Type, value)]);
        _writer.Constant(name, input.Type, bytes.ToArray(), shape);
        return name;
    }

    private static int Encode(Span<byte> bytes, OnnxElementType type, double value)
    {
        switch (type)
        {
            case OnnxElementType.Float:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
                return 4;
            case OnnxElementType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                return 2;
            case OnnxElementType.Double:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                return 8;
            case OnnxElementType.Int64:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, (long)value);
                return 8;
            case OnnxElementType.Int32:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)value);
                return 4;
            default:
                throw new InvalidDataException("The denoiser's time step is no float, int64 or int32.");
        }
    }
}
