using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Tests.Inference.Sampling;

/// <summary>Single steps of one number, x = 0.5 and a prediction of 0.3 on the squared cosine of 100 timesteps, worked out by hand.</summary>
public sealed class StepValueTests
{
    private const float Tolerance = 2e-5f;

    [Theory]
    [InlineData(PredictionType.Epsilon, 90, 80, 1.0, false, 0, 0.578742)]
    [InlineData(PredictionType.Epsilon, 90, 80, null, false, 0, 0.710541)]
    [InlineData(PredictionType.Epsilon, 90, 80, 1.0, true, 0, 0.639738)]
    [InlineData(PredictionType.Epsilon, 50, 40, 1.0, false, 0, 0.507666)]
    [InlineData(PredictionType.Epsilon, 50, 40, 1.0, false, 1, 0.748639)]
    [InlineData(PredictionType.Sample, 50, 40, 1.0, false, 0, 0.484100)]
    [InlineData(PredictionType.Velocity, 50, 40, 1.0, false, 0, 0.447370)]
    public void Ddim_OneStep(PredictionType prediction, int from, int to, double? limit, bool clippedAgain, double eta, double expected)
    {
        var spec = new DiffusionSpec
        {
            Schedule = new NoiseScheduleSpec { Prediction = prediction, CleanLimit = limit },
            ExplicitTimesteps = [from, to],
            UseClippedPrediction = clippedAgain,
            Eta = eta,
        };

        Assert.Equal(expected, Samplers.Trace(spec, 0.5f, 0.3f)[0], Tolerance);
    }

    [Fact]
    public void Ddim_LastStep_ArrivesAtTheCleanSample()
    {
        Assert.Equal(0.492618, Samplers.Trace(new DiffusionSpec { ExplicitTimesteps = [0] }, 0.5f, 0.3f)[0], Tolerance);
    }

    [Fact]
    public void Ddpm_OneStep()
    {
        var spec = new DiffusionSpec { Method = DiffusionMethod.Ddpm, ExplicitTimesteps = [50, 49] };

        Assert.Equal(0.617223, Samplers.Trace(spec, 0.5f, 0.3f)[0], Tolerance);
    }

    [Fact]
    public void DpmSolver_ThreeNodes()
    {
        var spec = new DiffusionSpec
        {
            Method = DiffusionMethod.DpmSolverPlusPlus,
            Schedule = new NoiseScheduleSpec { CleanLimit = null },
            ExplicitTimesteps = [90, 50, 10],
        };

        AssertNear([1.220625f, 1.604610f, 1.613444f], Samplers.Trace(spec, 0.5f, 0.3f, 0.2f, 0.1f));
    }

    [Theory]
    [InlineData(KarrasMethod.Ddim, new[] { 0.288373f, 0.296131f, 0.297101f })]
    [InlineData(KarrasMethod.Euler, new[] { 0.288373f, 0.296131f, 0.297101f })]
    [InlineData(KarrasMethod.DpmSolverPlusPlus, new[] { 0.288373f, 0.318099f, 0.319067f })]
    public void Karras_ThreeStepsOfBeso(KarrasMethod method, float[] expected)
    {
        AssertNear(expected, BesoTrace(method));
    }

    [Fact]
    public void Karras_ThreeStepsOfHeun()
    {
        // Two calls a step, so that every second one sees the sample after a whole step.
        var trace = BesoTrace(KarrasMethod.Heun);

        Assert.Equal(5, trace.Length);
        AssertNear([0.599045f, 0.606269f, 0.607208f], [trace[1], trace[3], trace[4]]);
    }

    [Theory]
    [InlineData(FlowMethod.Euler, 0.478943)]
    [InlineData(FlowMethod.Midpoint, 0.494833)]
    public void Flow_OfALinearField(FlowMethod method, double expected)
    {
        var sampler = Samplers.Create(new FlowSpec { Method = method, Direction = FlowDirection.OneToZero }, new SamplerShape(1, 1, 1));
        var actions = new float[1];

        Assert.True(sampler.Sample(
            new FunctionDenoiser((_, x, _) => x - 0.2f), new RobotPolicy.Inference.Sampling.Noise.RecordedNoise([1]), actions).IsOk);
        Assert.Equal(expected, actions[0], 1e-5);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(10, 0.1250109)]
    public void Consistency_Boundary(int timestep, double expected)
    {
        // The predicted clean sample is 0.125: 0.9999875 · 0.125 + 0.0000249994 · 0.5. At timestep 0 the boundary condition returns the input itself.
        var spec = new ConsistencySpec
        {
            Schedule = new NoiseScheduleSpec { Prediction = PredictionType.Sample },
            ExplicitTimesteps = [timestep],
        };

        Assert.Equal(expected, Samplers.Trace(spec, 0.5f, 0.125f)[0], 1e-7);
    }

    [Fact]
    public void Ancestral_SplitsTheLevel()
    {
        var plan = RobotPolicy.Inference.Sampling.Plans.KarrasPlan.Create(
            new KarrasSpec { Method = KarrasMethod.EulerAncestral, ExplicitSigmas = [1, 0.0707106781] });

        Assert.Equal(0.0705337, plan.Stages[0].Noise, 1e-6);
        Assert.Equal(0.005, plan.Stages[0].Sample, 1e-6);
    }

    private static float[] BesoTrace(KarrasMethod method)
    {
        // The network sees c_in·x; undo it, to see x.
        var sampler = Samplers.Create(new KarrasSpec { Method = method }, new SamplerShape(1, 1, 1));
        var seen = new List<float>();
        var denoiser = new FunctionDenoiser((_, x, told) =>
        {
            var sigma = Math.Exp(4 * told);
            seen.Add((float)(x * Math.Sqrt((sigma * sigma) + 0.25)));
            return 0.2f;
        });
        var actions = new float[1];
        Assert.True(sampler.Sample(denoiser, new RobotPolicy.Inference.Sampling.Noise.RecordedNoise([0.8f]), actions).IsOk);
        return [.. seen.Skip(1), actions[0]];
    }

    private static void AssertNear(float[] expected, float[] actual) =>
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= Tolerance);
}
