namespace RobotPolicy.Inference.Graphs;

/// <summary>Whether the replay of a captured graph follows its inputs.</summary>
/// <param name="MaxError">Largest difference between a replayed and a plain run on the same input, over the largest plain output.</param>
/// <param name="MaxChange">Largest difference between the plain outputs for different inputs, over the same; 0 tells nothing.</param>
public readonly record struct ReplayCheck(double MaxError, double MaxChange)
{
    private const int Trials = 3;

    /// <summary>
    /// Replays run the very kernels of the plain run, so they may differ only where those add in varying order; frozen outputs
    /// differ by as much as the outputs change.
    /// </summary>
    public bool Passed => MaxError <= 0.01 && (MaxChange == 0 || MaxError <= 0.1 * MaxChange);

    internal static ReplayCheck? Make(OnnxGraph graph, int seed)
    {
        var random = new Random(seed);
        double error = 0, change = 0, scale = 0;
        float[]? last = null;
        for (var trial = 0; trial < Trials; trial++)
        {
            foreach (var (memory, isInput) in graph.DeviceTensors)
                if (isInput)
                    foreach (ref var value in memory.Span)
                        value = random.NextSingle();
            if (graph.Run() != GraphStatus.Ok)
                return null;
            var replayed = CopyOutputs(graph);
            if (graph.RunPlain() != GraphStatus.Ok)
                return null;
            var plain = CopyOutputs(graph);
            scale = Math.Max(scale, plain.Max(Math.Abs));
            error = Math.Max(error, Distance(replayed, plain));
            if (last is not null)
                change = Math.Max(change, Distance(last, plain));
            last = plain;
        }

        return scale > 0 ? new ReplayCheck(error / scale, change / scale) : new ReplayCheck(error > 0 ? double.PositiveInfinity : 0, 0);
    }

    internal static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double distance = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var difference = Math.Abs((double)a[i] - b[i]);

            // NaN against a number is as far as it gets; NaN on both sides is the graph's own.
            if (double.IsNaN(difference))
                difference = float.IsNaN(a[i]) == float.IsNaN(b[i]) ? 0 : double.PositiveInfinity;
            distance = Math.Max(distance, difference);
        }

        return distance;
    }

    private static float[] CopyOutputs(OnnxGraph graph) => [.. graph.DeviceTensors.Where(t => !t.IsInput).SelectMany(t => t.Memory.ToArray())];
}
