using FsCheck;
using FsCheck.Fluent;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Noise;
using RobotPolicy.Inference.Sampling.Plans;

namespace RobotPolicy.Tests.Inference.Sampling;

/// <summary>What must hold for every seed, shape and number of steps. FsCheck prints the seed of a failure.</summary>
public sealed class SamplerProperties
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(2024, 7919);

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void PerfectNetwork_IsBelieved() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        // A network that knows the clean sample and answers in its own terms leads every deterministic method to it.
        var random = new Random(seed);
        var goal = (float)((random.NextDouble() * 1.8) - 0.9);
        var prediction = (PredictionType)random.Next(3);
        var schedule = new NoiseScheduleSpec { Prediction = prediction, Timesteps = random.Next(20, 300), CleanLimit = random.Next(2) == 0 ? null : 1 };
        var spec = new DiffusionSpec
        {
            Method = (DiffusionMethod)random.Next(3),
            Schedule = schedule,
            Steps = random.Next(1, 15),
            Spacing = (TimestepSpacing)random.Next(2),
            UseClippedPrediction = random.Next(2) == 0,
        };
        var table = new NoiseSchedule(schedule);
        var denoiser = new FunctionDenoiser((step, x, t) =>
        {
            var alphaBar = table.AlphaBar((int)t);
            var (signal, noise) = (Math.Sqrt(alphaBar), Math.Sqrt(1 - alphaBar));
            var epsilon = (x - (signal * goal)) / noise;
            return (float)(prediction switch
            {
                PredictionType.Epsilon => epsilon,
                PredictionType.Sample => goal,
                _ => (signal * epsilon) - (noise * goal),
            });
        });

        foreach (var value in Sample(spec, new SamplerShape(random.Next(1, 3), random.Next(1, 20), random.Next(1, 8)), denoiser, (ulong)seed))
            Assert.Equal(goal, value, 2e-3);
    }));

    [Fact]
    public void PerfectDenoiser_OverSigma_IsBelieved() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var goal = (float)((random.NextDouble() * 4) - 2);
        var spec = new KarrasSpec
        {
            Method = (KarrasMethod)random.Next(5),
            Steps = random.Next(1, 20),
            Spacing = (SigmaSpacing)random.Next(2),
            SigmaMax = 1 + (random.NextDouble() * 20),
            Preconditioned = false,
        };

        foreach (var value in Sample(spec, new SamplerShape(2, 5, 3), new FunctionDenoiser((_, _, _) => goal), (ulong)seed))
            Assert.Equal(goal, value, 1e-4);
    }));

    [Fact]
    public void StraightFlow_IsFollowedExactly() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        // x(τ) = (1 − τ)·noise + τ·goal has a constant velocity, so that any number of steps arrives.
        var random = new Random(seed);
        var goal = (float)((random.NextDouble() * 4) - 2);
        var spec = new FlowSpec { Method = (FlowMethod)random.Next(2), Direction = (FlowDirection)random.Next(2), Steps = random.Next(1, 40) };
        var denoiser = new FunctionDenoiser((step, x, _) => step.VelocitySign * (goal - x) / (1 - step.Progress));

        foreach (var value in Sample(spec, new SamplerShape(1, 7, 5), denoiser, (ulong)seed))
            Assert.Equal(goal, value, 1e-4);
    }));

    [Fact]
    public void LinearFlow_EulerIsACompoundedProduct() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var rate = (random.NextDouble() * 2) - 1;
        var steps = random.Next(1, 50);
        var shape = new SamplerShape(1, 4, 3);
        var start = new float[shape.Length];
        new GaussianNoise((ulong)seed).TryFill(start, 1);

        var actual = Sample(
            new FlowSpec { Direction = FlowDirection.ZeroToOne, Steps = steps },
            shape,
            new FunctionDenoiser((_, x, _) => (float)(rate * x)),
            (ulong)seed);

        for (var i = 0; i < start.Length; i++)
            Assert.Equal(start[i] * Math.Pow(1 + (rate / steps), steps), actual[i], 1e-4);
    }));

    [Fact]
    public void SameSeed_SameBits_AndCandidatesDoNotKnowOfEachOther() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        SamplerSpec spec = random.Next(3) switch
        {
            0 => new DiffusionSpec { Method = DiffusionMethod.Ddpm, Steps = 12 },
            1 => new DiffusionSpec { Steps = 12, Eta = 0.5 },
            _ => new KarrasSpec { Method = KarrasMethod.EulerAncestral, Steps = 7 },
        };
        var shape = new SamplerShape(3, random.Next(1, 20), random.Next(1, 9));
        var denoiser = new FunctionDenoiser((_, x, t) => (0.3f * x) + (0.001f * t));
        var batch = Sample(spec, shape, denoiser, (ulong)seed);

        Assert.Equal(batch, Sample(spec, shape, denoiser, (ulong)seed));
        Assert.NotEqual(batch, Sample(spec, shape, denoiser, (ulong)seed + 1));
        Assert.Equal(batch[..shape.RowLength], Sample(spec, shape with { Candidates = 1 }, denoiser, (ulong)seed));
    }));

    [Fact]
    public void ClippedSamples_StayInside() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var spec = new DiffusionSpec { Method = (DiffusionMethod)random.Next(3), Steps = random.Next(1, 15), Spacing = (TimestepSpacing)random.Next(3) };
        var wild = new FunctionDenoiser((_, x, t) => (x * 3) - (0.2f * t));

        // The last step of DDIM with spacings that do not end at 0 keeps a rest of the predicted noise; the others end at x0.
        var ends = spec.Method != DiffusionMethod.Ddim || spec.Spacing == TimestepSpacing.Leading;
        foreach (var value in Sample(spec, new SamplerShape(1, 6, 6), wild, (ulong)seed))
            Assert.True(!ends || Math.Abs(value) <= 1.0001f, $"{value} with {spec}");
    }));

    private static float[] Sample(SamplerSpec spec, SamplerShape shape, IDenoiser denoiser, ulong seed)
    {
        var sampler = Samplers.Create(spec, shape);
        var actions = new float[shape.Length];
        Assert.Equal(SamplingStatus.Ok, sampler.Sample(denoiser, new GaussianNoise(seed), actions).Status);
        return actions;
    }
}
