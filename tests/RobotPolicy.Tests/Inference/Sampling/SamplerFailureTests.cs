using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Noise;

namespace RobotPolicy.Tests.Inference.Sampling;

public sealed class SamplerFailureTests
{
    private static readonly SamplerShape Shape = new(2, 8, 3);

    private static readonly SamplerSpec[] All =
    [
        new DiffusionSpec { Method = DiffusionMethod.Ddpm, Steps = 10 },
        new DiffusionSpec { Steps = 10 },
        new DiffusionSpec { Method = DiffusionMethod.DpmSolverPlusPlus, Steps = 10, Schedule = new NoiseScheduleSpec { CleanLimit = null } },
        new DiffusionSpec { Steps = 10, GuidanceScale = 2 },
        new KarrasSpec { Method = KarrasMethod.EulerAncestral, Steps = 10 },
        new KarrasSpec { Method = KarrasMethod.DpmSolverPlusPlus, Steps = 10 },
        new FlowSpec { Direction = FlowDirection.OneToZero },
        new ConsistencySpec { Steps = 10 },
        new RollingSpec { ActionSteps = 4, Schedule = new NoiseScheduleSpec { Timesteps = 20 } },
    ];

    public static TheoryData<SamplerSpec> Specs => [.. All];

    [Theory]
    [MemberData(nameof(Specs))]
    public void NaNAtStep7_RejectsTheRunAndNamesTheStep(SamplerSpec spec)
    {
        foreach (var poison in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            var sampler = Create(spec);
            var actions = Filled(sampler);
            var value = 0.1f;
            var count = 0;
            var denoiser = new FunctionDenoiser((step, x, _) => step.Index == 7 && ++count == 5 ? value : 0.1f * x);

            Assert.True(sampler.Sample(denoiser, new GaussianNoise(1), actions).IsOk);
            sampler.Reset();
            (value, count) = (poison, 0);
            actions = Filled(sampler);
            Assert.Equal(new SamplingResult(SamplingStatus.NonFinitePrediction, 7, 8), sampler.Sample(denoiser, new GaussianNoise(1), actions));
            Assert.All(actions, a => Assert.Equal(42, a));
        }
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void AfterARejectedRun_TheNextOneIsAsIfNothingHadBeen(SamplerSpec spec)
    {
        var (sampler, fresh) = (Create(spec), Create(spec));
        var (actions, expected) = (Filled(sampler), Filled(fresh));
        sampler.Sample(new FunctionDenoiser((step, x, _) => step.Index == 7 ? float.NaN : 0.1f * x), new GaussianNoise(1), actions);

        Assert.True(sampler.Sample(new FunctionDenoiser((_, x, _) => 0.1f * x), new GaussianNoise(2), actions).IsOk);
        Assert.True(fresh.Sample(new FunctionDenoiser((_, x, _) => 0.1f * x), new GaussianNoise(2), expected).IsOk);
        Assert.Equal(expected, actions);
    }

    [Fact]
    public void StepThatOverflows_IsRejected()
    {
        var sampler = Create(new FlowSpec { Direction = FlowDirection.ZeroToOne, Steps = 2 });
        var denoiser = new FunctionDenoiser((_, _, _) => float.MaxValue);
        var loud = new RecordedNoise([.. Enumerable.Repeat(float.MaxValue, Shape.Length)]);

        Assert.Equal(SamplingStatus.NonFiniteSample, sampler.Sample(denoiser, loud, Filled(sampler)).Status);
        Assert.True(sampler.Sample(new FunctionDenoiser((_, x, _) => x), new GaussianNoise(1), Filled(sampler)).IsOk);
    }

    [Theory]
    [InlineData(GraphStatus.Failed, SamplingStatus.DenoiserFailed)]
    [InlineData(GraphStatus.Stopped, SamplingStatus.Stopped)]
    public void NetworkThatFails_EndsTheRun(GraphStatus graph, SamplingStatus expected)
    {
        foreach (var spec in All)
        {
            var sampler = Create(spec);
            var actions = Filled(sampler);

            Assert.Equal(
                new SamplingResult(expected, 0, 1),
                sampler.Sample(new FunctionDenoiser((_, x, _) => x) { Result = graph }, new GaussianNoise(1), actions));
            Assert.All(actions, a => Assert.Equal(42, a));
        }
    }

    [Fact]
    public void RecordingThatIsTooShort_EndsTheRun()
    {
        var sampler = Create(new DiffusionSpec { Method = DiffusionMethod.Ddpm, Steps = 10 });
        var denoiser = new FunctionDenoiser((_, x, _) => x);

        Assert.Equal(new SamplingResult(SamplingStatus.NoiseExhausted, -1, 0), sampler.Sample(denoiser, new RecordedNoise([1]), Filled(sampler)));
        Assert.Equal(
            new SamplingResult(SamplingStatus.NoiseExhausted, 2, 3),
            sampler.Sample(denoiser, new RecordedNoise(new float[Shape.Length * 3]), Filled(sampler)));
    }

    [Fact]
    public void Actions_OfAnotherLength_IsABug()
    {
        var sampler = Create(new DiffusionSpec());

        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Sample(new FunctionDenoiser((_, x, _) => x), new GaussianNoise(1), new float[3]));
    }

    private static Sampler Create(SamplerSpec spec) => Samplers.Create(spec, Shape with { PerPositionTimesteps = spec is RollingSpec });

    private static float[] Filled(Sampler sampler)
    {
        var actions = new float[sampler.Shape.Candidates * sampler.OutputActions * sampler.Shape.ActionSize];
        Array.Fill(actions, 42);
        return actions;
    }
}
