using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Models;

/// <summary>Outputs of the encoder that other graphs read. Each is bound once, however many read it. Set-up only.</summary>
internal sealed class EncoderOutputs(OnnxGraph encoder)
{
    private readonly Dictionary<string, Memory<float>> _bound = [];

    /// <summary>The memory that every run of the encoder fills.</summary>
    public Memory<float> Bind(string name, params ReadOnlySpan<long> shape)
    {
        if (!_bound.TryGetValue(name, out var memory))
            _bound.Add(name, memory = encoder.BindOutput(name, shape));
        return memory;
    }
}
