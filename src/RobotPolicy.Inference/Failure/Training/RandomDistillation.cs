namespace RobotPolicy.Inference.Failure.Training;

/// <summary>
/// Novelty by random network distillation: s(x) = ‖f(x) − g(x) + 1e-6·1‖₂ with a random target g and a predictor f that was trained to
/// agree with it on known inputs. Immutable once trained; one thread at a time.
/// </summary>
internal sealed class RandomDistillation
{
    /// <summary>Added to each difference, as PyTorch's PairwiseDistance does.</summary>
    public const float Offset = 1e-6f;

    private RandomDistillation(Standardisation input, DenseNetwork target, DenseNetwork predictor, TrainingReport report) =>
        (Input, Target, Predictor, Report) = (input, target, predictor, report);

    public Standardisation Input { get; }

    public DenseNetwork Target { get; }

    public DenseNetwork Predictor { get; }

    public TrainingReport Report { get; }

    /// <summary>Trains on rows [count, size].</summary>
    /// <param name="rows">Known inputs, row-major.</param>
    /// <param name="size">Numbers in a row.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told after each pass, on this thread.</param>
    /// <param name="stop">Ends it with an exception.</param>
    public static RandomDistillation Train(
        float[] rows, int size, TrainingOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken stop = default)
    {
        var count = rows.Length / size;
        if (size < 1 || count < 1 || rows.Length != count * size)
            throw new ArgumentException($"Expected rows of {size} numbers, got {rows.Length} numbers.", nameof(rows));
        var input = options.Standardise ? Standardisation.Of(rows, size) : Standardisation.None(size);
        var known = input.Apply(rows);

        // The predictor is deeper than the target, as published, so that it can follow it.
        var random = new Gaussian(options.Seed);
        var shared = options.Widths.Select(w => (w, Activation.LeakyRelu)).ToList();
        var target = DenseNetwork.Draw(size, [.. shared, (options.Outputs, Activation.None)], random);
        var last = options.Widths[^1];
        var predictor = DenseNetwork.Draw(
            size,
            [.. shared, (Math.Max(1, last / 2), Activation.Relu), (Math.Max(1, last / 4), Activation.Relu), (options.Outputs, Activation.None)],
            random);
        var goals = ForwardAll(target, known, count, options.BatchSize);
        var batch = new Batch(known, size, goals, options.Outputs, options.BatchSize);
        var report = TrainingRun.Train(predictor, count, (chosen, learn) => batch.Loss(predictor, chosen.Span, learn), options, progress, stop);
        return new RandomDistillation(input, target, predictor, report);
    }

    /// <summary>A network with given weights; for tests.</summary>
    internal static RandomDistillation Of(Standardisation input, DenseNetwork target, DenseNetwork predictor) => new(input, target, predictor, default);

    /// <summary>Novelty of one input.</summary>
    public double Score(ReadOnlySpan<float> row)
    {
        var known = Input.Apply(row);
        return Distance(Predictor.Forward(known, 1).AsSpan(0, Predictor.Outputs), Target.Forward(known, 1).AsSpan(0, Target.Outputs));
    }

    private static double Distance(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var d = x[i] - y[i] + Offset;
            sum += d * d;
        }

        return Math.Sqrt(sum);
    }

    private static float[] ForwardAll(DenseNetwork network, float[] rows, int count, int batch)
    {
        var (inputs, outputs) = (network.Inputs, network.Outputs);
        var result = new float[count * outputs];
        for (var i = 0; i < count; i += batch)
        {
            var part = Math.Min(batch, count - i);
            var values = network.Forward(rows[(i * inputs)..((i + part) * inputs)], part);
            values.AsSpan(0, part * outputs).CopyTo(result.AsSpan(i * outputs));
        }

        return result;
    }

    /// <summary>The mean distance to the target, and its gradient: ∂‖d‖/∂d = d/‖d‖.</summary>
    internal sealed class Batch(float[] rows, int size, float[] goals, int outputs, int capacity)
    {
        private readonly float[] _input = new float[capacity * size];
        private readonly float[] _gradient = new float[capacity * outputs];

        public double Loss(DenseNetwork network, ReadOnlySpan<int> chosen, bool learn)
        {
            for (var i = 0; i < chosen.Length; i++)
                rows.AsSpan(chosen[i] * size, size).CopyTo(_input.AsSpan(i * size));
            var predicted = network.Forward(_input, chosen.Length);
            var sum = 0.0;
            for (var i = 0; i < chosen.Length; i++)
            {
                var prediction = predicted.AsSpan(i * outputs, outputs);
                var goal = goals.AsSpan(chosen[i] * outputs, outputs);
                var distance = Distance(prediction, goal);
                sum += distance;
                var factor = distance > 0 ? (float)(1 / (distance * chosen.Length)) : 0;
                for (var j = 0; learn && j < outputs; j++)
                    _gradient[(i * outputs) + j] = (prediction[j] - goal[j] + Offset) * factor;
            }

            if (learn)
                network.Backward(_gradient, chosen.Length);
            return sum / chosen.Length;
        }
    }
}
