using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Noise;

namespace RobotPolicy.Tests.Inference.Sampling;

public sealed class SamplerTests
{
    [Theory]
    [MemberData(nameof(SamplerFailureTests.Specs), MemberType = typeof(SamplerFailureTests))]
    public void Sample_SteadyState_AllocatesNothing(SamplerSpec spec)
    {
        var shape = new SamplerShape(2, 8, 3, spec is RollingSpec);
        var sampler = Samplers.Create(spec, shape);
        var actions = new float[2 * sampler.OutputActions * 3];
        var noise = new GaussianNoise(1);
        var denoiser = new FunctionDenoiser((_, x, _) => 0.5f * x);
        for (var i = 0; i < 5; i++)
            sampler.Sample(denoiser, noise, actions);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var failures = 0;
        for (var i = 0; i < 100; i++)
        {
            noise.Begin(i);
            failures += sampler.Sample(denoiser, noise, actions).IsOk ? 0 : 1;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, failures);
    }

    [Fact]
    public void Guidance_OfOne_IsPlainConditioningAtHalfTheWork()
    {
        var shape = new SamplerShape(3, 4, 2);
        var plain = new FunctionDenoiser((_, x, _) => 0.5f * x);
        var guided = new FunctionDenoiser((_, x, _) => 0.5f * x);
        var sampler = Samplers.Create(new DiffusionSpec(), shape);
        var guidedSampler = Samplers.Create(new DiffusionSpec { GuidanceScale = 1.5 }, shape);
        var (a, b) = (new float[24], new float[24]);
        sampler.Sample(plain, new GaussianNoise(1), a);
        guidedSampler.Sample(guided, new GaussianNoise(1), b);

        Assert.Equal((3, 6), (plain.Rows, guided.Rows));
        Assert.Equal((3, 6), (sampler.Rows, guidedSampler.Rows));
        Assert.Equal((10, 10), (plain.Calls, guided.Calls));

        // A network that does not look at its condition leaves nothing to be guided by.
        Assert.Equal(a, b, (x, y) => Math.Abs(x - y) < 1e-5f);
    }

    [Fact]
    public void Rolling_SteadyState_TakesAShareOfTheCalls()
    {
        var spec = new RollingSpec { ActionSteps = 4, Schedule = new NoiseScheduleSpec { Timesteps = 20 } };
        var sampler = Samplers.Create(spec, new SamplerShape(1, 16, 2, true));
        var denoiser = new FunctionDenoiser((_, x, _) => 0.2f * x);
        var actions = new float[8];

        Assert.Equal(5, sampler.Evaluations);
        for (var i = 1; i <= 6; i++)
        {
            Assert.True(sampler.Sample(denoiser, new GaussianNoise((ulong)i), actions).IsOk);
            Assert.Equal(5 * i, denoiser.Calls);
        }
    }

    [Fact]
    public void Rolling_Reset_BeginsAnew()
    {
        var spec = new RollingSpec { ActionSteps = 4, Schedule = new NoiseScheduleSpec { Timesteps = 20 } };
        var sampler = Samplers.Create(spec, new SamplerShape(1, 16, 2, true));
        var denoiser = new FunctionDenoiser((_, x, _) => 0.2f * x);
        var (first, second, again) = (new float[8], new float[8], new float[8]);
        sampler.Sample(denoiser, new GaussianNoise(1), first);
        sampler.Sample(denoiser, new GaussianNoise(1), second);
        sampler.Reset();
        sampler.Sample(denoiser, new GaussianNoise(1), again);

        Assert.NotEqual(first, second);
        Assert.Equal(first, again);
    }

    [Fact]
    public void Rolling_WithPerfectNetwork_FollowsTheGoalFromTheFirstChunkOn()
    {
        var schedule = new NoiseScheduleSpec { Timesteps = 30, Prediction = PredictionType.Sample };
        foreach (var start in Enum.GetValues<RollingStart>())
        {
            var sampler = Samplers.Create(
                new RollingSpec { ActionSteps = 4, ObservationSteps = 3, Schedule = schedule, Start = start }, new SamplerShape(2, 15, 2, true));
            var actions = new float[16];
            Assert.Equal(start == RollingStart.StartAction ? 2 : 0, sampler.StartAction.Length);
            for (var i = 0; i < 5; i++)
            {
                Assert.True(sampler.Sample(new FunctionDenoiser((_, _, _) => 0.6f), new GaussianNoise((ulong)i), actions).IsOk);
                Assert.All(actions, a => Assert.Equal(0.6f, a, 1e-3f));
            }
        }
    }

    [Theory]
    [MemberData(nameof(SamplerFailureTests.Specs), MemberType = typeof(SamplerFailureTests))]
    public void Recording_RepeatsTheRunBitForBit(SamplerSpec spec)
    {
        var shape = new SamplerShape(2, 8, 3, spec is RollingSpec);
        var (sampler, replay) = (Samplers.Create(spec, shape), Samplers.Create(spec, shape));
        var recorder = new NoiseRecorder(new GaussianNoise(11), sampler.MaxNoiseValues);
        var (actions, replayed) = (new float[2 * sampler.OutputActions * 3], new float[2 * sampler.OutputActions * 3]);
        for (var i = 0; i < 3; i++)
        {
            recorder.Begin();
            Assert.True(sampler.Sample(new FunctionDenoiser((_, x, t) => (0.5f * x) + t), recorder, actions).IsOk);
            Assert.Equal(0, recorder.Dropped);
            var recorded = new RecordedNoise(recorder.Values);
            Assert.True(replay.Sample(new FunctionDenoiser((_, x, t) => (0.5f * x) + t), recorded, replayed).IsOk);
            Assert.Equal(actions, replayed);
            Assert.Equal(0, recorded.Remaining);
        }
    }

    [Fact]
    public void Kernel_VectorsAndRemainder_GiveTheSameBits()
    {
        // 37 numbers leave a remainder for every width; each of them alone is nothing but remainder.
        var wide = Samplers.Create(new DiffusionSpec { Method = DiffusionMethod.DpmSolverPlusPlus, Steps = 9 }, new SamplerShape(1, 37, 1));
        var narrow = Samplers.Create(new DiffusionSpec { Method = DiffusionMethod.DpmSolverPlusPlus, Steps = 9 }, new SamplerShape(1, 1, 1));
        var start = new float[37];
        new GaussianNoise(5).TryFill(start, 1);
        var (all, one) = (new float[37], new float[1]);
        wide.Sample(new FunctionDenoiser((_, x, t) => (0.7f * x) - (0.01f * t)), new RecordedNoise(start), all);
        for (var i = 0; i < 37; i++)
        {
            narrow.Sample(new FunctionDenoiser((_, x, t) => (0.7f * x) - (0.01f * t)), new RecordedNoise([start[i]]), one);
            Assert.Equal(BitConverter.SingleToUInt32Bits(all[i]), BitConverter.SingleToUInt32Bits(one[0]));
        }
    }
}
