namespace RobotPolicy.Inference.Failure.Training;

/// <summary>Dense layers one after another. One thread at a time.</summary>
internal sealed class DenseNetwork(IReadOnlyList<DenseLayer> layers)
{
    public IReadOnlyList<DenseLayer> Layers { get; } = layers;

    public int Inputs => Layers[0].Inputs;

    public int Outputs => Layers[^1].Outputs;

    /// <summary>Weights orthogonal with gain √2, no biases, as published for random network distillation.</summary>
    /// <param name="inputs">Numbers that go in.</param>
    /// <param name="layers">Width and activation of each layer.</param>
    /// <param name="random">Draws the weights.</param>
    public static DenseNetwork Draw(int inputs, IReadOnlyList<(int Width, Activation Activation)> layers, Gaussian random)
    {
        var drawn = new List<DenseLayer>();
        foreach (var (width, activation) in layers)
        {
            drawn.Add(new DenseLayer(inputs, width, activation, Orthogonal.Draw(width, inputs, MathF.Sqrt(2), random)));
            inputs = width;
        }

        return new DenseNetwork(drawn);
    }

    /// <summary>Rows [count, <see cref="Inputs"/>] to rows [count, <see cref="Outputs"/>]; valid until the next call.</summary>
    public float[] Forward(float[] rows, int count)
    {
        foreach (var layer in Layers)
            rows = layer.Forward(rows, count);
        return rows;
    }

    /// <summary>Gradients of all layers, from ∂loss/∂y of the last <see cref="Forward"/>, which is overwritten.</summary>
    public void Backward(float[] gradient, int count)
    {
        for (var i = Layers.Count - 1; i >= 0; i--)
            gradient = Layers[i].Backward(gradient, count, needsInput: i > 0);
    }

    /// <summary>Copies of all weights and biases.</summary>
    public IReadOnlyList<(float[] Weights, float[] Bias)> Snapshot() => [.. Layers.Select(l => ((float[])l.Weights.Clone(), (float[])l.Bias.Clone()))];

    /// <summary>Takes weights and biases back.</summary>
    public void Restore(IReadOnlyList<(float[] Weights, float[] Bias)> snapshot)
    {
        for (var i = 0; i < Layers.Count; i++)
        {
            snapshot[i].Weights.CopyTo(Layers[i].Weights, 0);
            snapshot[i].Bias.CopyTo(Layers[i].Bias, 0);
        }
    }
}
