namespace RobotPolicy.Inference.Failure.Training;

/// <summary>y = activation(W·x + b) for a batch of rows, with what training needs of it. One thread at a time.</summary>
internal sealed class DenseLayer
{
    /// <summary>Slope of <see cref="Activation.LeakyRelu"/> below 0; ONNX's default as well.</summary>
    public const float Slope = 0.01f;

    private float[] _input = [];
    private float[] _output = [];
    private float[] _inputGradient = [];

    /// <summary>A layer with weights [outputs, inputs], row-major, and no bias yet.</summary>
    public DenseLayer(int inputs, int outputs, Activation activation, float[] weights)
    {
        if (weights.Length != inputs * outputs)
            throw new ArgumentException($"Expected {outputs} × {inputs} weights, got {weights.Length}.", nameof(weights));
        (Inputs, Outputs, Activation, Weights) = (inputs, outputs, activation, weights);
        Bias = new float[outputs];
    }

    public int Inputs { get; }

    public int Outputs { get; }

    public Activation Activation { get; }

    /// <summary>W [outputs, inputs], row-major.</summary>
    public float[] Weights { get; }

    /// <summary>b [outputs].</summary>
    public float[] Bias { get; }

    /// <summary>∂loss/∂W of the last <see cref="Backward"/>; empty before the first.</summary>
    public float[] WeightGradient { get; private set; } = [];

    /// <summary>∂loss/∂b of the last <see cref="Backward"/>; empty before the first.</summary>
    public float[] BiasGradient { get; private set; } = [];

    /// <summary>Rows [count, inputs] to rows [count, outputs]; valid until the next call. Keeps a reference to the input.</summary>
    public float[] Forward(float[] input, int count)
    {
        _input = input;
        Grow(ref _output, count * Outputs);
        Gemm.Multiply(_output, count, Outputs, Inputs, GemmOperand.Rows(input, Inputs), GemmOperand.Transposed(Weights, Inputs));
        for (var row = 0; row < count; row++)
        {
            var y = _output.AsSpan(row * Outputs, Outputs);
            for (var i = 0; i < y.Length; i++)
            {
                var z = y[i] + Bias[i];
                y[i] = z > 0 || Activation == Activation.None ? z : Activation == Activation.Relu ? 0 : Slope * z;
            }
        }

        return _output;
    }

    /// <summary>Gradients of the last <see cref="Forward"/>.</summary>
    /// <param name="gradient">∂loss/∂y [count, outputs]; overwritten.</param>
    /// <param name="count">Rows.</param>
    /// <param name="needsInput">Whether ∂loss/∂x is wanted.</param>
    /// <returns>∂loss/∂x [count, inputs], valid until the next call; empty where it is not wanted.</returns>
    public float[] Backward(float[] gradient, int count, bool needsInput)
    {
        if (WeightGradient.Length == 0)
            (WeightGradient, BiasGradient) = (new float[Weights.Length], new float[Outputs]);
        Array.Clear(BiasGradient);
        for (var row = 0; row < count; row++)
        {
            var g = gradient.AsSpan(row * Outputs, Outputs);
            var y = _output.AsSpan(row * Outputs, Outputs);
            for (var i = 0; i < g.Length; i++)
            {
                // The sign of y is that of what went into the activation.
                if (Activation != Activation.None && !(y[i] > 0))
                    g[i] *= Activation == Activation.Relu ? 0 : Slope;
                BiasGradient[i] += g[i];
            }
        }

        Gemm.Multiply(WeightGradient, Outputs, Inputs, count, GemmOperand.Transposed(gradient, Outputs), GemmOperand.Rows(_input, Inputs));
        if (!needsInput)
            return [];
        Grow(ref _inputGradient, count * Inputs);
        Gemm.Multiply(_inputGradient, count, Inputs, Outputs, GemmOperand.Rows(gradient, Outputs), GemmOperand.Rows(Weights, Inputs));
        return _inputGradient;
    }

    private static void Grow(ref float[] array, int length)
    {
        if (array.Length < length)
            array = new float[length];
    }
}
