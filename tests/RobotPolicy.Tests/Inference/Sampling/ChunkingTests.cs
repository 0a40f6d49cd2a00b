using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Chunking;
using RobotPolicy.Inference.Sampling.Noise;

namespace RobotPolicy.Tests.Inference.Sampling;

public sealed class ChunkingTests
{
    [Theory]
    [InlineData(PrefixSchedule.Exponential, 2, 6, new[] { 1, 1, 0.570589f, 0.287072f, 0.114492f, 0.02577f, 0, 0, 0, 0 })]
    [InlineData(PrefixSchedule.Linear, 2, 6, new[] { 1, 1, 0.8f, 0.6f, 0.4f, 0.2f, 0, 0, 0, 0 })]
    [InlineData(PrefixSchedule.Ones, 2, 6, new[] { 1f, 1, 1, 1, 1, 1, 0, 0, 0, 0 })]
    [InlineData(PrefixSchedule.Zeros, 2, 6, new[] { 1f, 1, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(
        PrefixSchedule.Exponential, 4, 11,
        new[] { 1, 1, 1, 1, 0.712349f, 0.487551f, 0.315812f, 0.18877f, 0.099298f, 0.041324f, 0.009686f, 0, 0, 0, 0, 0 })]
    public void Weights_GoldenValues(PrefixSchedule schedule, int delay, int end, float[] expected)
    {
        var guidance = new ChunkGuidance(new SamplerShape(1, expected.Length, 1), schedule);
        guidance.Begin(new float[expected.Length], delay, expected.Length - end);

        Assert.Equal(expected, guidance.Weights.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.2f, 4.25)]
    [InlineData(0.4f, 2.1666667)]
    [InlineData(0.5f, 2)]
    [InlineData(0.99f, 5)]
    public void GuidanceWeight_GoldenValues(float progress, double expected)
    {
        Assert.Equal(expected, ChunkGuidance.GuidanceWeight(progress, 5), 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Guidance_GoldenStep_InBothDirections(float sign)
    {
        // x 0.6, velocity −0.5, τ 0.4, target 0.1, weight 0.5 → velocity −0.716667. Linear weights 0, 1, 2 of 3: the middle one is ½.
        var guidance = new ChunkGuidance(new SamplerShape(1, 3, 1), PrefixSchedule.Linear);
        guidance.Begin([0.1f, 0.1f, 0.1f], 1, 0);
        Assert.Equal(0.6666667f, guidance.Weights[1], 1e-6f);
        var step = new SamplingStep { Index = 2, Evaluation = 2, Timestep = 0.4f, Progress = 0.4f, VelocitySign = sign };
        var prediction = new[] { 0, sign * -0.5f, 0 };

        guidance.AfterEvaluation(step, [0.6f, 0.6f, 0.6f], prediction);

        // −0.5 + 2.166667 · ⅔ · (0.1 − 0.3)
        Assert.Equal(-0.788889f, sign * prediction[1], 1e-5f);
    }

    [Theory]
    [InlineData(FlowDirection.ZeroToOne)]
    [InlineData(FlowDirection.OneToZero)]
    public void Guidance_PullsTheCommittedActionsToThePreviousChunk(FlowDirection direction)
    {
        var shape = new SamplerShape(2, 8, 2);
        var sampler = Samplers.Create(new FlowSpec { Direction = direction, Steps = 10 }, shape);
        var guidance = new ChunkGuidance(shape);
        var straight = new FunctionDenoiser((step, x, _) => step.VelocitySign * (0.9f - x) / (1 - step.Progress));
        var previous = Enumerable.Repeat(-0.4f, 10).ToArray();
        var (free, guided) = (new float[32], new float[32]);
        sampler.Sample(straight, new GaussianNoise(3), free, guidance);
        guidance.Begin(previous, 2, 3);
        Assert.True(sampler.Sample(straight, new GaussianNoise(3), guided, guidance).IsOk);

        // Five actions are left of the previous chunk, and the last three of the new one are free.
        Assert.Equal([1, 1], guidance.Weights[..2].ToArray());
        Assert.True(guidance.Weights[4] is > 0 and < 0.2f);
        Assert.Equal([0, 0, 0], guidance.Weights[5..].ToArray());
        Assert.All(free, a => Assert.Equal(0.9f, a, 1e-4f));
        for (var row = 0; row < 32; row += 16)
        {
            // The estimate of this flow is 0.9 at any time, so what counts is the last pull: 5 · weight · (−0.4 − 0.9) for 1/10.
            for (var i = 0; i < 16; i++)
                Assert.Equal(0.9f - (0.65f * guidance.Weights[i / 2]), guided[row + i], 1e-4f);
        }

        guidance.Reset();
        sampler.Sample(straight, new GaussianNoise(3), guided, guidance);
        Assert.Equal(free, guided);
    }

    [Fact]
    public void Guidance_NaN_StaysNaN()
    {
        var shape = new SamplerShape(1, 4, 1);
        var sampler = Samplers.Create(new FlowSpec { Direction = FlowDirection.ZeroToOne }, shape);
        var guidance = new ChunkGuidance(shape);
        guidance.Begin(new float[4], 4, 0);

        Assert.Equal(
            SamplingStatus.NonFinitePrediction,
            sampler.Sample(new FunctionDenoiser((_, _, _) => float.NaN), new GaussianNoise(1), new float[4], guidance).Status);
    }

    [Fact]
    public void Guidance_OfASamplerWithoutFlow_IsABug()
    {
        var shape = new SamplerShape(1, 4, 1);
        var guidance = new ChunkGuidance(shape);
        guidance.Begin(new float[4], 1, 1);

        Assert.Throws<InvalidOperationException>(() =>
            Samplers.Create(new DiffusionSpec(), shape).Sample(new FunctionDenoiser((_, x, _) => x), new GaussianNoise(1), new float[4], guidance));
        Assert.Throws<ArgumentException>(() => guidance.Begin(new float[5], 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkGuidance(shape, PrefixSchedule.Linear, 0));
    }

    [Theory]
    [InlineData(FlowDirection.ZeroToOne, FlowMethod.Euler, 1)]
    [InlineData(FlowDirection.OneToZero, FlowMethod.Midpoint, 0)]
    public void Conditioning_ShowsTheNetworkFinishedActions(FlowDirection direction, FlowMethod method, float cleanTime)
    {
        var shape = new SamplerShape(2, 4, 2, true);
        var spec = new FlowSpec { Direction = direction, Method = method, GuidanceScale = 1.5, Steps = 5 };
        var sampler = Samplers.Create(spec, shape);
        var conditioning = new PrefixConditioning(spec, shape);
        conditioning.Begin([0.1f, 0.2f, 0.3f, 0.4f]);
        var denoiser = new FormulaDenoiser(shape);
        var actions = new float[16];

        Assert.Equal(2, conditioning.Length);
        Assert.True(sampler.Sample(denoiser, new GaussianNoise(3), actions, conditioning).IsOk);

        Assert.Equal([0.1f, 0.2f, 0.3f, 0.4f], actions[..4]);
        Assert.Equal([0.1f, 0.2f, 0.3f, 0.4f], actions[8..12]);
        Assert.Equal(method == FlowMethod.Euler ? 5 : 10, denoiser.Told.Count);
        for (var call = 0; call < denoiser.Told.Count; call++)
        {
            var time = denoiser.Steps[call].Timestep;
            Assert.Equal([cleanTime, cleanTime, time, time], denoiser.Told[call]);
        }

        conditioning.Reset();
        denoiser.Told.Clear();
        sampler.Sample(denoiser, new GaussianNoise(3), actions, conditioning);
        Assert.All(denoiser.Told, told => Assert.Single(told.Distinct()));
    }

    [Fact]
    public void Conditioning_OfOneTimestep_IsRefused()
    {
        var spec = new FlowSpec { Direction = FlowDirection.ZeroToOne };

        Assert.Throws<ArgumentException>(() => new PrefixConditioning(spec, new SamplerShape(1, 4, 1)));
    }

    [Fact]
    public void Hooks_AllocateNothing()
    {
        var shape = new SamplerShape(2, 8, 3, true);
        var spec = new FlowSpec { Direction = FlowDirection.OneToZero };
        var sampler = Samplers.Create(spec, shape);
        var (guidance, conditioning) = (new ChunkGuidance(shape), new PrefixConditioning(spec, shape));
        var denoiser = new FunctionDenoiser((_, x, _) => 0.5f * x);
        var noise = new GaussianNoise(1);
        var (actions, previous) = (new float[48], new float[12]);
        void Run()
        {
            guidance.Begin(previous, 2, 4);
            conditioning.Begin(previous);
            sampler.Sample(denoiser, noise, actions, guidance);
            sampler.Sample(denoiser, noise, actions, conditioning);
        }

        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
