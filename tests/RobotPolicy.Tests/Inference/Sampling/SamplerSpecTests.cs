using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Tests.Inference.Sampling;

public sealed class SamplerSpecTests
{
    private static readonly SamplerShape Shape = new(1, 16, 7);

    [Fact]
    public void Create_ManyMistakes_ReportsAllOfThem()
    {
        var spec = new DiffusionSpec
        {
            Method = (DiffusionMethod)9,
            Spacing = (TimestepSpacing)7,
            Steps = 200,
            Eta = 1.5,
            GuidanceScale = double.NaN,
            OutputLimit = 0,
            Schedule = new NoiseScheduleSpec { Beta = BetaSchedule.Linear, BetaEnd = 2, CleanLimit = -1, Prediction = (PredictionType)3 },
        };

        AssertErrors(
            spec,
            Shape with { Candidates = 0 },
            "candidates", "guidance_scale", "clip_output", "type", "timestep_spacing", "eta", "prediction_type", "beta_end", "clip_sample_range", "num_inference_steps");
    }

    [Fact]
    public void Create_Error_SaysWhereAndWhat()
    {
        var errors = new List<PackageError>();

        Assert.Null(Sampler.Create(new DiffusionSpec { Steps = 101 }, Shape, errors));
        Assert.Equal(
            "manifest.json: x-robotpolicy.sampler.num_inference_steps: expected a number from 1 to 100, actual 101",
            Assert.Single(errors).ToString());
    }

    [Theory]
    [InlineData(TimestepSpacing.Leading, 10, 10, "steps_offset")]
    [InlineData(TimestepSpacing.Leading, 10, -1, "steps_offset")]
    public void Create_TimestepsThatDoNotFit_AreRefused(TimestepSpacing spacing, int steps, int offset, string field)
    {
        AssertErrors(new DiffusionSpec { Spacing = spacing, Steps = steps, StepsOffset = offset }, Shape, field);
    }

    [Fact]
    public void Create_ListsThatDoNotFall_AreRefused()
    {
        foreach (int[] list in (int[][])[[], [5, 5], [1, 2], [100], [3, -1]])
        {
            AssertErrors(new DiffusionSpec { ExplicitTimesteps = list }, Shape, "timesteps");
            AssertErrors(new ConsistencySpec { ExplicitTimesteps = list }, Shape, "timesteps");
        }

        foreach (double[] list in (double[][])[[], [1, 1], [1, 2], [1, 0], [1, double.NaN], [double.PositiveInfinity]])
            AssertErrors(new KarrasSpec { ExplicitSigmas = list }, Shape, "sigmas");
    }

    [Fact]
    public void Create_Karras_ChecksItsRanges()
    {
        AssertErrors(
            new KarrasSpec { Steps = 0, SigmaMin = 2, SigmaMax = 1, Rho = 0, SigmaData = 0, Eta = -1 },
            Shape,
            "sigma_data", "eta", "num_inference_steps", "rho", "sigma_min");
        AssertErrors(new KarrasSpec { SigmaMin = double.NaN }, Shape, "sigma_min");
    }

    [Fact]
    public void Create_Flow_ChecksItsRanges()
    {
        AssertErrors(
            new FlowSpec { Direction = (FlowDirection)2, Method = (FlowMethod)2, Steps = 1001, TimeScale = 0 },
            Shape,
            "method", "direction", "num_inference_steps", "time_scale");
    }

    [Fact]
    public void Create_Rolling_HasToFitTheHorizon()
    {
        var shape = Shape with { PerPositionTimesteps = true };
        AssertErrors(new RollingSpec { ActionSteps = 16, ObservationSteps = 2 }, shape, "n_action_steps");
        AssertErrors(new RollingSpec { ActionSteps = 0, ObservationSteps = 0, Start = (RollingStart)5 }, shape, "start", "n_obs_steps", "n_action_steps");
        AssertErrors(new RollingSpec { ActionSteps = 1, Schedule = new NoiseScheduleSpec { Timesteps = 15 } }, shape, "num_train_timesteps");
        AssertErrors(new RollingSpec { ActionSteps = 8 }, Shape, "type");
        AssertErrors(new RollingSpec { ActionSteps = 8, ObservationSteps = 2, PreviewSteps = shape.Horizon - 8 }, shape, "n_preview_steps");
    }

    [Fact]
    public void Create_TooLarge_IsRefused()
    {
        AssertErrors(new DiffusionSpec(), new SamplerShape(4096, 4096, 4096), "candidates");
    }

    [Fact]
    public void Read_Defaults_AreThoseOfTheFamilies()
    {
        Assert.Equal(
            new DiffusionSpec { Method = DiffusionMethod.Ddpm, Steps = 100 },
            Read("""{ "type": "ddpm", "num_train_timesteps": 100 }"""));
        Assert.Equal(new KarrasSpec(), Read("""{ "type": "karras" }"""));
        Assert.Equal(
            new DiffusionSpec { Method = DiffusionMethod.DpmSolverPlusPlus, Steps = 7, Schedule = new NoiseScheduleSpec { CleanLimit = null } },
            Read("""{ "type": "dpm_solver_pp", "num_train_timesteps": 100, "num_inference_steps": 7 }"""));
        Assert.Equal(
            new FlowSpec { Direction = FlowDirection.OneToZero, GuidanceScale = 2, OutputLimit = 1.5 },
            Read("""{ "type": "flow_matching", "direction": "one_to_zero", "guidance_scale": 2, "clip_output": 1.5 }"""));
        Assert.Equal(
            new RollingSpec { ActionSteps = 8, ObservationSteps = 2, Start = RollingStart.StartAction },
            Read("""{ "type": "rolling", "num_train_timesteps": 100, "n_obs_steps": 2, "n_action_steps": 8, "start": "constant" }"""));
        Assert.Equal(
            new RollingSpec { ActionSteps = 8, PreviewSteps = 4 },
            Read("""{ "type": "rolling", "num_train_timesteps": 100, "n_action_steps": 8, "n_preview_steps": 4 }"""));
    }

    [Theory]
    [InlineData("""{ }""", "type")]
    [InlineData("""{ "type": "magic" }""", "type")]
    [InlineData("""{ "type": "ddim" }""", "num_train_timesteps")]
    [InlineData("""{ "type": "ddim", "num_train_timesteps": 100, "timestep_spacing": "random" }""", "timestep_spacing")]
    [InlineData("""{ "type": "ddim", "num_train_timesteps": 100, "sigma_max": 1 }""", "sigma_max")]
    [InlineData("""{ "type": "ddpm", "num_train_timesteps": 100, "eta": 1 }""", "eta")]
    [InlineData("""{ "type": "ddim", "num_train_timesteps": 100, "timesteps": [9.5] }""", "timesteps")]
    [InlineData("""{ "type": "ddim", "num_train_timesteps": 100, "timesteps": [9], "num_inference_steps": 1 }""", "num_inference_steps")]
    [InlineData("""{ "type": "ddim", "num_train_timesteps": 100, "clip_sample": "yes" }""", "clip_sample")]
    [InlineData("""{ "type": "karras", "sigmas": [1, "a"] }""", "sigmas[1]")]
    [InlineData("""{ "type": "flow_matching" }""", "direction")]
    [InlineData("""{ "type": "rolling", "num_train_timesteps": 100 }""", "n_action_steps")]
    public void Read_Mistake_IsNamed(string json, string field)
    {
        var errors = new List<PackageError>();

        Assert.Null(Samplers.Read(json, errors));
        Assert.Equal("x-robotpolicy.sampler." + field, Assert.Single(errors).Field);
    }

    private static SamplerSpec? Read(string json)
    {
        var errors = new List<PackageError>();
        var spec = Samplers.Read(json, errors);
        Assert.Empty(errors);
        return spec;
    }

    private static void AssertErrors(SamplerSpec spec, SamplerShape shape, params string[] fields)
    {
        var errors = new List<PackageError>();

        Assert.Null(Sampler.Create(spec, shape, errors));
        Assert.Equal(fields.Select(f => "x-robotpolicy.sampler." + f), errors.Select(e => e.Field));
        Assert.All(errors, e => Assert.Equal("manifest.json", e.File));
    }
}
