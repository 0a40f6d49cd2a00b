using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Sampling;

/// <summary>
/// Reads a manifest's <c>x-robotpolicy.sampler</c>. Keys and values are spelt as diffusers spells them, where it has them. Reads
/// what is there; <see cref="Sampler.Create"/> says what is out of range.
/// </summary>
internal static class SamplerSpecReader
{
    private static readonly string[] CommonKeys = ["type", "guidance_scale", "clip_output"];

    private static readonly string[] ScheduleKeys =
        ["num_train_timesteps", "beta_schedule", "beta_start", "beta_end", "prediction_type", "clip_sample", "clip_sample_range"];

    private static readonly Dictionary<string, Func<JsonCursor, SamplerSpec?>> Types = new()
    {
        ["ddpm"] = json => Diffusion(json, DiffusionMethod.Ddpm),
        ["ddim"] = json => Diffusion(json, DiffusionMethod.Ddim, "eta", "set_alpha_to_one", "use_clipped_model_output"),
        ["dpm_solver_pp"] = json => Diffusion(json, DiffusionMethod.DpmSolverPlusPlus, "final_sigmas_type"),
        ["karras"] = Karras,
        ["flow_matching"] = Flow,
        ["consistency"] = Consistency,
        ["rolling"] = Rolling,
    };

    /// <summary>The specification, or <see langword="null"/> and errors.</summary>
    public static SamplerSpec? Read(JsonCursor json)
    {
        var before = json.ErrorCount;
        if (json.OneOf("type", Types.Keys, required: true) is not { } type || Types[type](json) is not { } spec)
            return null;

        spec = spec with
        {
            GuidanceScale = Any(json, "guidance_scale") ?? 1,
            OutputLimit = Any(json, "clip_output"),
        };
        return json.ErrorCount == before ? spec : null;
    }

    private static DiffusionSpec Diffusion(JsonCursor json, DiffusionMethod method, params string[] own)
    {
        json.RejectUnknown(
            [.. CommonKeys, .. ScheduleKeys, .. own, "num_inference_steps", "timestep_spacing", "steps_offset", "timesteps"]);

        // diffusers' DPM-Solver++ has no clipping of this kind, so a package that does not mention it does not mean it.
        var schedule = Schedule(json, clips: method != DiffusionMethod.DpmSolverPlusPlus);
        var listed = Whole(json, "timesteps");
        if (listed is not null && json.IsPresent("num_inference_steps"))
            json.FailAt("num_inference_steps", "no number of steps beside timesteps", "both");
        return new DiffusionSpec
        {
            Method = method,
            Schedule = schedule,
            Steps = Steps(json) ?? schedule.Timesteps,
            Spacing = json.Choice("timestep_spacing", TimestepSpacing.Leading, ("leading", TimestepSpacing.Leading), ("linspace", TimestepSpacing.Linspace), ("trailing", TimestepSpacing.Trailing)),
            StepsOffset = json.Int("steps_offset", 0, NoiseScheduleSpec.MaxTimesteps) ?? 0,
            ExplicitTimesteps = listed,
            Eta = Any(json, "eta") ?? 0,
            SetAlphaToOne = json.Bool("set_alpha_to_one") ?? true,
            UseClippedPrediction = json.Bool("use_clipped_model_output") ?? false,
            FinalSigma = json.Choice("final_sigmas_type", FinalSigma.Zero, ("zero", FinalSigma.Zero), ("sigma_min", FinalSigma.Minimum)),
        };
    }

    private static KarrasSpec Karras(JsonCursor json)
    {
        json.RejectUnknown(
            [.. CommonKeys, "method", "num_inference_steps", "sigma_min", "sigma_max", "sigma_spacing", "rho", "sigmas", "sigma_data", "preconditioning", "noise_conditioning", "eta"]);
        var defaults = new KarrasSpec();
        return new KarrasSpec
        {
            Method = json.Choice(
                "method",
                defaults.Method,
                ("ddim", KarrasMethod.Ddim),
                ("euler", KarrasMethod.Euler),
                ("heun", KarrasMethod.Heun),
                ("dpmpp_2m", KarrasMethod.DpmSolverPlusPlus),
                ("euler_ancestral", KarrasMethod.EulerAncestral)),
            Steps = Steps(json) ?? defaults.Steps,
            SigmaMin = Any(json, "sigma_min") ?? defaults.SigmaMin,
            SigmaMax = Any(json, "sigma_max") ?? defaults.SigmaMax,
            Spacing = json.Choice("sigma_spacing", defaults.Spacing, ("karras", SigmaSpacing.Karras), ("exponential", SigmaSpacing.Exponential)),
            Rho = Any(json, "rho") ?? defaults.Rho,
            ExplicitSigmas = json.Numbers("sigmas"),
            SigmaData = Any(json, "sigma_data") ?? defaults.SigmaData,
            Preconditioned = json.Choice("preconditioning", true, ("edm", true), ("none", false)),
            Conditioning = json.Choice(
                "noise_conditioning",
                defaults.Conditioning,
                ("quarter_log_sigma", NoiseConditioning.QuarterLogSigma),
                ("sigma", NoiseConditioning.Sigma)),
            Eta = Any(json, "eta") ?? defaults.Eta,
        };
    }

    private static FlowSpec? Flow(JsonCursor json)
    {
        json.RejectUnknown([.. CommonKeys, "method", "num_inference_steps", "direction", "time_scale"]);
        var method = json.Choice("method", FlowMethod.Euler, ("euler", FlowMethod.Euler), ("midpoint", FlowMethod.Midpoint));
        var steps = Steps(json) ?? 10;
        var scale = Any(json, "time_scale") ?? 1;
        if (json.OneOf("direction", ["zero_to_one", "one_to_zero"], required: true) is not { } direction)
            return null;
        return new FlowSpec
        {
            Method = method,
            Steps = steps,
            Direction = direction == "zero_to_one" ? FlowDirection.ZeroToOne : FlowDirection.OneToZero,
            TimeScale = scale,
        };
    }

    private static ConsistencySpec Consistency(JsonCursor json)
    {
        json.RejectUnknown([.. CommonKeys, .. ScheduleKeys, "num_inference_steps", "timesteps", "timestep_scaling", "sigma_data"]);
        var defaults = new ConsistencySpec();
        return new ConsistencySpec
        {
            Schedule = Schedule(json, clips: false),
            Steps = Steps(json) ?? defaults.Steps,
            ExplicitTimesteps = Whole(json, "timesteps"),
            TimestepScaling = Any(json, "timestep_scaling") ?? defaults.TimestepScaling,
            SigmaData = Any(json, "sigma_data") ?? defaults.SigmaData,
        };
    }

    private static RollingSpec? Rolling(JsonCursor json)
    {
        json.RejectUnknown([.. CommonKeys, .. ScheduleKeys, "n_obs_steps", "n_action_steps", "n_preview_steps", "start"]);
        var schedule = Schedule(json, clips: true);
        var observations = json.Int("n_obs_steps", 1, 1024) ?? 1;
        var previews = json.Int("n_preview_steps", 0, ManifestReader.MaxChunk) ?? 0;
        var start = json.Choice(
            "start",
            RollingStart.Zeros,
            ("zero", RollingStart.Zeros),
            ("constant", RollingStart.StartAction),
            ("denoise", RollingStart.FullDenoise));
        if (json.Int("n_action_steps", 1, ManifestReader.MaxChunk, required: true) is not { } actions)
            return null;
        return new RollingSpec { Schedule = schedule, ObservationSteps = observations, ActionSteps = actions, PreviewSteps = previews, Start = start };
    }

    private static NoiseScheduleSpec Schedule(JsonCursor json, bool clips)
    {
        var defaults = new NoiseScheduleSpec();
        return new NoiseScheduleSpec
        {
            Timesteps = json.Int("num_train_timesteps", 1, NoiseScheduleSpec.MaxTimesteps, required: true) ?? defaults.Timesteps,
            Beta = json.Choice(
                "beta_schedule",
                defaults.Beta,
                ("squaredcos_cap_v2", BetaSchedule.SquaredCosine),
                ("linear", BetaSchedule.Linear),
                ("scaled_linear", BetaSchedule.ScaledLinear)),
            BetaStart = Any(json, "beta_start") ?? defaults.BetaStart,
            BetaEnd = Any(json, "beta_end") ?? defaults.BetaEnd,
            Prediction = json.Choice(
                "prediction_type",
                defaults.Prediction,
                ("epsilon", PredictionType.Epsilon),
                ("sample", PredictionType.Sample),
                ("v_prediction", PredictionType.Velocity)),
            CleanLimit = (json.Bool("clip_sample") ?? clips) ? Any(json, "clip_sample_range") ?? 1 : null,
        };
    }

    private static int? Steps(JsonCursor json) => json.Int("num_inference_steps", 1, DiffusionSpec.MaxSteps);

    private static double? Any(JsonCursor json, string name) => json.Number(name, -1e9, 1e9);

    private static int[]? Whole(JsonCursor json, string name)
    {
        if (json.Numbers(name) is not { } numbers)
            return null;
        if (numbers.All(n => n is >= 0 and < NoiseScheduleSpec.MaxTimesteps && n == Math.Floor(n)))
            return [.. numbers.Select(n => (int)n)];
        json.FailAt(name, $"whole numbers from 0 to {NoiseScheduleSpec.MaxTimesteps - 1}", "others");
        return null;
    }
}
