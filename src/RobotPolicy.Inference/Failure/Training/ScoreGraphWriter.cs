using RobotPolicy.Inference.Graphs.Composition;

namespace RobotPolicy.Inference.Failure.Training;

/// <summary>Writes trained scores as ONNX graphs with one output <c>score</c> [1].</summary>
internal static class ScoreGraphWriter
{
    public const string Embedding = "embedding";
    public const string Actions = "actions";
    public const string Score = "score";

    /// <summary>Novelty of an input of a shape, whose numbers are taken in order.</summary>
    public static byte[] Write(RandomDistillation model, string input, params ReadOnlySpan<long> shape)
    {
        var writer = new OnnxGraphWriter().Input(input, OnnxElementType.Float, shape).Output(Score, OnnxElementType.Float, 1);
        var known = Standardise(writer, model.Input, input);
        var predicted = Network(writer, model.Predictor, "predictor", known);
        var goal = Network(writer, model.Target, "target", known);
        writer.Constant("offset", [RandomDistillation.Offset])
            .Node("Sub", [predicted, goal], ["difference"])
            .Node("Add", ["difference", "offset"], ["shifted"]);
        SumOfSquares(writer, "shifted", "squared");
        return writer.Node("Sqrt", ["squared"], [Score]).Build();
    }

    /// <summary>Likelihood of an input of a shape, whose numbers are taken in order.</summary>
    public static byte[] Write(ObservationFlow model, string input, params ReadOnlySpan<long> shape)
    {
        var writer = new OnnxGraphWriter().Input(input, OnnxElementType.Float, shape).Output(Score, OnnxElementType.Float, 1);
        var known = Standardise(writer, model.Input, input);
        writer.Constant("time", [0f], 1, 1).Node("Concat", [known, "time"], ["timed"], OnnxGraphWriter.Attribute("axis", 1));
        var velocity = Network(writer, model.Velocity, "velocity", "timed");
        writer.Node("Add", [known, velocity], ["noise"]);
        SumOfSquares(writer, "noise", Score);
        return writer.Build();
    }

    private static string Standardise(OnnxGraphWriter writer, Standardisation input, string name)
    {
        var size = input.Mean.Length;
        writer.Constant("row", [1L, size], 2)
            .Constant("mean", input.Mean, 1, size)
            .Constant("scale", input.Scale, 1, size)
            .Node("Reshape", [name, "row"], ["flat"])
            .Node("Sub", ["flat", "mean"], ["centred"])
            .Node("Mul", ["centred", "scale"], ["standard"]);
        return "standard";
    }

    private static string Network(OnnxGraphWriter writer, DenseNetwork network, string name, string value)
    {
        for (var i = 0; i < network.Layers.Count; i++)
        {
            var layer = network.Layers[i];
            var prefix = $"{name}.{i}";
            writer.Constant($"{prefix}.weight", layer.Weights, layer.Outputs, layer.Inputs)
                .Constant($"{prefix}.bias", layer.Bias, layer.Outputs)
                .Node("Gemm", [value, $"{prefix}.weight", $"{prefix}.bias"], [$"{prefix}.sum"], OnnxGraphWriter.Attribute("transB", 1));
            value = $"{prefix}.sum";
            if (layer.Activation == Activation.None)
                continue;

            // The slope of LeakyRelu is 0.01 where nothing else is said.
            writer.Node(layer.Activation == Activation.Relu ? "Relu" : "LeakyRelu", [value], [$"{prefix}.out"]);
            value = $"{prefix}.out";
        }

        return value;
    }

    private static void SumOfSquares(OnnxGraphWriter writer, string value, string sum) => writer
        .Constant("columns", [1L], 1)
        .Node("Mul", [value, value], ["squares"])
        .Node("ReduceSum", ["squares", "columns"], [sum], OnnxGraphWriter.Attribute("keepdims", 0));
}
