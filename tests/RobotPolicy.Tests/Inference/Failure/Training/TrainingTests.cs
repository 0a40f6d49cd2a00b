using RobotPolicy.Inference.Failure.Training;

namespace RobotPolicy.Tests.Inference.Failure.Training;

public sealed class TrainingTests
{
    private static readonly TrainingOptions Small = new()
    {
        Widths = [32, 32], Outputs = 8, LearningRate = 1e-3, BatchSize = 32, MaxEpochs = 60, Patience = 60, Seed = 3,
    };

    [Fact]
    public void Score_NetworksByHand_IsTheDistance()
    {
        // Target 0; predictor (1·3 + 0·4, 0·3 + 1·4) = (3, 4): √(3.000001² + 4.000001²).
        var target = new DenseNetwork([new DenseLayer(2, 2, Activation.None, [0, 0, 0, 0])]);
        var predictor = new DenseNetwork([new DenseLayer(2, 2, Activation.None, [1, 0, 0, 1])]);
        var model = RandomDistillation.Of(Standardisation.None(2), target, predictor);

        Assert.Equal(5.0000014, model.Score([3, 4]), 1e-6);
    }

    [Fact]
    public void Forward_LayersByHand_AppliesActivations()
    {
        var network = new DenseNetwork([new DenseLayer(1, 2, Activation.LeakyRelu, [1, -1]), new DenseLayer(2, 2, Activation.Relu, [1, 0, 0, 100])]);
        network.Layers[1].Bias[1] = 0.5f;

        var y = network.Forward([2, -3], 2);

        // 2 → (2, −0.02) → (2, −1.5 → 0); −3 → (−0.03, 3) → (0, 300.5).
        Assert.Equal([2f, 0, 0, 300.5f], y.AsSpan(0, 4).ToArray(), (x, z) => Math.Abs(x - z) < 1e-4);
    }

    [Fact]
    public void Backward_SmallNetwork_AgreesWithFiniteDifferences()
    {
        var random = new Gaussian(5);
        var network = DenseNetwork.Draw(3, [(5, Activation.LeakyRelu), (4, Activation.Relu), (2, Activation.None)], random);
        float[] rows = [.. Enumerable.Range(0, 4 * 3).Select(_ => random.Next())];
        float[] goals = [.. Enumerable.Range(0, 4 * 2).Select(_ => random.Next())];
        var batch = new RandomDistillation.Batch(rows, 3, goals, 2, 4);
        double Loss(bool learn) => batch.Loss(network, [0, 1, 2, 3], learn);
        Loss(learn: true);

        const float step = 1e-2f;
        foreach (var layer in network.Layers)
        {
            foreach (var (parameters, gradients) in new[] { (layer.Weights, layer.WeightGradient), (layer.Bias, layer.BiasGradient) })
                for (var i = 0; i < parameters.Length; i++)
                {
                    var kept = parameters[i];
                    parameters[i] = kept + step;
                    var above = Loss(learn: false);
                    parameters[i] = kept - step;
                    var below = Loss(learn: false);
                    parameters[i] = kept;
                    Assert.Equal((above - below) / (2 * step), gradients[i], 2e-2);
                }
        }

        Assert.Contains(network.Layers[0].WeightGradient, g => Math.Abs(g) > 0.05f);
    }

    [Fact]
    public void Train_Distillation_KnownInputsBecomeFamiliarAndOthersDoNot()
    {
        var (known, fresh, strange) = Inputs();
        var untrained = RandomDistillation.Train(known, 6, Small with { MaxEpochs = 1, LearningRate = 1e-12, FinalLearningRate = 1e-13 });
        var model = RandomDistillation.Train(known, 6, Small);

        Assert.True(Mean(model.Score, fresh) < 0.5 * Mean(untrained.Score, fresh));
        Assert.True(Mean(model.Score, strange) > 3 * Mean(model.Score, fresh), $"{Mean(model.Score, strange)} {Mean(model.Score, fresh)}");
    }

    [Fact]
    public void Train_SameSeed_SameScores()
    {
        var (known, fresh, _) = Inputs();
        var options = Small with { MaxEpochs = 3 };
        var row = fresh.AsSpan(0, 6);

        Assert.Equal(RandomDistillation.Train(known, 6, options).Score(row), RandomDistillation.Train(known, 6, options).Score(row));
        Assert.NotEqual(RandomDistillation.Train(known, 6, options).Score(row), RandomDistillation.Train(known, 6, options with { Seed = 4 }).Score(row));
    }

    [Fact]
    public void Train_Flow_UnlikelyInputsScoreMore()
    {
        var (known, fresh, strange) = Inputs();
        var model = ObservationFlow.Train(known, 6, Small);

        Assert.True(Mean(model.Score, strange) > 3 * Mean(model.Score, fresh), $"{Mean(model.Score, strange)} {Mean(model.Score, fresh)}");
    }

    [Fact]
    public void Train_ValidationNeverBetter_StopsAfterItsPatience()
    {
        var (known, _, _) = Inputs();
        var passes = 0;
        var network = DenseNetwork.Draw(6, [(1, Activation.None)], new Gaussian(0));
        _ = network.Forward(known[..6], 1);
        network.Backward([0], 1);

        var report = TrainingRun.Train(
            network, 100, (_, learn) => learn ? 1 : ++passes == 2 ? 0.5 : 1, Small with { Patience = 7, MaxEpochs = 250 }, null, default);

        Assert.Equal((9, 2), (report.Epochs, report.BestEpoch));
    }

    [Fact]
    public void Train_NumbersThatAreNotFinite_Throws() =>
        Assert.Throws<InvalidDataException>(() => RandomDistillation.Train([1, 2, float.NaN, 4], 2, Small));

    /// <summary>Known inputs lie near a line in six dimensions; strange ones are off it.</summary>
    private static (float[] Known, float[] Fresh, float[] Strange) Inputs()
    {
        var random = new Gaussian(11);
        float[] Draw(int count, float off)
        {
            var rows = new float[count * 6];
            for (var i = 0; i < count; i++)
            {
                var along = random.Next();
                for (var j = 0; j < 6; j++)
                    rows[(i * 6) + j] = (along * (j + 1) / 3) + (0.05f * random.Next()) + (j % 2 == 0 ? off : -off);
            }

            return rows;
        }

        return (Draw(400, 0), Draw(50, 0), Draw(50, 4));
    }

    private delegate double RowScore(ReadOnlySpan<float> row);

    private static double Mean(RowScore score, float[] rows)
    {
        var sum = 0.0;
        for (var i = 0; i < rows.Length; i += 6)
            sum += score(rows.AsSpan(i, 6));
        return sum / (rows.Length / 6);
    }
}
