namespace RobotPolicy.Inference.Failure.Training;

/// <summary>Trains a network by passes over rows, and keeps the weights that did best on rows held out.</summary>
/// <remarks>
/// Stops where nothing got better for a while; and from pass 20 on where validation is more than five times the training loss, since then
/// the network learns rows by heart.
/// </remarks>
internal static class TrainingRun
{
    private const int HeartEpoch = 20;
    private const double HeartRatio = 5;

    /// <summary>Trains; the network has the best weights afterwards.</summary>
    /// <param name="network">What to train.</param>
    /// <param name="count">Rows.</param>
    /// <param name="loss">
    /// Given the numbers of rows and whether gradients are wanted, the mean loss; where they are wanted, it leaves them in the network.
    /// </param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told after each pass, on this thread.</param>
    /// <param name="stop">Ends it with an exception.</param>
    public static TrainingReport Train(
        DenseNetwork network,
        int count,
        Func<ReadOnlyMemory<int>, bool, double> loss,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken stop)
    {
        var random = new Random(options.Seed);
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        var heldOut = count < 2 ? 0 : Math.Clamp((int)Math.Round(count * options.ValidationShare), 1, count - 1);
        var (validation, training) = (order.AsMemory(0, heldOut), order.AsMemory(heldOut));
        if (heldOut == 0)
            validation = training;

        var optimiser = new AdamW(network, options.WeightDecay);
        var best = network.Snapshot();
        var report = new TrainingReport(0, 0, double.NaN, double.PositiveInfinity);
        for (var epoch = 1; epoch <= options.MaxEpochs; epoch++)
        {
            random.Shuffle(training.Span);
            var rate = options.FinalLearningRate
                + ((options.LearningRate - options.FinalLearningRate) * (1 + Math.Cos(Math.PI * (epoch - 1) / options.MaxEpochs)) / 2);
            var trained = Pass(training, options.BatchSize, stop, rows =>
            {
                var value = loss(rows, true);
                optimiser.Step(rate);
                return value;
            });
            var validated = Pass(validation, options.BatchSize, stop, rows => loss(rows, false));
            if (!double.IsFinite(trained) || !double.IsFinite(validated))
                throw new InvalidDataException("Training did not stay finite: the rollouts hold numbers too large for it.");
            report = report with { Epochs = epoch };
            if (validated < report.ValidationLoss)
            {
                report = new TrainingReport(epoch, epoch, trained, validated);
                best = network.Snapshot();
            }

            progress?.Report(new TrainingProgress(epoch, options.MaxEpochs, validated));
            if (epoch - report.BestEpoch >= options.Patience || (epoch > HeartEpoch && validated > HeartRatio * trained))
                break;
        }

        network.Restore(best);
        return report;
    }

    private static double Pass(ReadOnlyMemory<int> rows, int batch, CancellationToken stop, Func<ReadOnlyMemory<int>, double> step)
    {
        var sum = 0.0;
        for (var i = 0; i < rows.Length; i += batch)
        {
            stop.ThrowIfCancellationRequested();
            var part = rows.Slice(i, Math.Min(batch, rows.Length - i));
            sum += step(part) * part.Length;
        }

        return sum / rows.Length;
    }
}
