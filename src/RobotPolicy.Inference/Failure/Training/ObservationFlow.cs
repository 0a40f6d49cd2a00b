namespace RobotPolicy.Inference.Failure.Training;

/// <summary>
/// Likelihood of an input under a flow to noise: x_t = (1 − t)·o + t·n, v(x_t, t) learns n − o; s(o) = ‖o + v(o, 0)‖², the squared length
/// of the noise that the input comes from. Immutable once trained; one thread at a time.
/// </summary>
internal sealed class ObservationFlow
{
    private ObservationFlow(Standardisation input, DenseNetwork velocity, TrainingReport report) =>
        (Input, Velocity, Report) = (input, velocity, report);

    public Standardisation Input { get; }

    /// <summary>v: the input and, as its last number, t; as many numbers as the input.</summary>
    public DenseNetwork Velocity { get; }

    public TrainingReport Report { get; }

    /// <summary>Trains on rows [count, size].</summary>
    /// <param name="rows">Known inputs, row-major.</param>
    /// <param name="size">Numbers in a row.</param>
    /// <param name="options">How; <see cref="TrainingOptions.Outputs"/> plays no part.</param>
    /// <param name="progress">Told after each pass, on this thread.</param>
    /// <param name="stop">Ends it with an exception.</param>
    public static ObservationFlow Train(
        float[] rows, int size, TrainingOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken stop = default)
    {
        var count = rows.Length / size;
        if (size < 1 || count < 1 || rows.Length != count * size)
            throw new ArgumentException($"Expected rows of {size} numbers, got {rows.Length} numbers.", nameof(rows));
        var input = options.Standardise ? Standardisation.Of(rows, size) : Standardisation.None(size);
        var random = new Gaussian(options.Seed);
        var velocity = DenseNetwork.Draw(size + 1, [.. options.Widths.Select(w => (w, Activation.LeakyRelu)), (size, Activation.None)], random);
        var batch = new Batch(input.Apply(rows), size, options.BatchSize, options.Seed);
        var report = TrainingRun.Train(velocity, count, (chosen, learn) => batch.Loss(velocity, chosen.Span, learn), options, progress, stop);
        return new ObservationFlow(input, velocity, report);
    }

    /// <summary>How unlikely one input is.</summary>
    public double Score(ReadOnlySpan<float> row)
    {
        var known = Input.Apply(row);
        var velocity = Velocity.Forward([.. known, 0], 1);
        var sum = 0.0;
        for (var i = 0; i < known.Length; i++)
            sum += Math.Pow(known[i] + velocity[i], 2);
        return sum;
    }

    /// <summary>The mean squared error of the velocity, at times and noise drawn anew; at the same ones in every validation.</summary>
    private sealed class Batch(float[] rows, int size, int capacity, int seed)
    {
        private readonly float[] _input = new float[capacity * (size + 1)];
        private readonly float[] _goal = new float[capacity * size];
        private readonly float[] _gradient = new float[capacity * size];
        private readonly Gaussian _training = new(unchecked(seed + 1));

        public double Loss(DenseNetwork network, ReadOnlySpan<int> chosen, bool learn)
        {
            var random = learn ? _training : new Gaussian(unchecked(seed + 2 + chosen[0]));
            for (var i = 0; i < chosen.Length; i++)
            {
                var t = (float)random.Uniform.NextDouble();
                for (var j = 0; j < size; j++)
                {
                    var (o, n) = (rows[(chosen[i] * size) + j], random.Next());
                    _input[(i * (size + 1)) + j] = ((1 - t) * o) + (t * n);
                    _goal[(i * size) + j] = n - o;
                }

                _input[(i * (size + 1)) + size] = t;
            }

            var predicted = network.Forward(_input, chosen.Length);
            var sum = 0.0;
            for (var i = 0; i < chosen.Length * size; i++)
            {
                var error = predicted[i] - _goal[i];
                sum += error * error;
                _gradient[i] = 2 * error / (chosen.Length * size);
            }

            if (learn)
                network.Backward(_gradient, chosen.Length);
            return sum / (chosen.Length * size);
        }
    }
}
