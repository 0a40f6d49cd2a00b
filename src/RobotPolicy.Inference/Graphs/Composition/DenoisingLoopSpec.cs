namespace RobotPolicy.Inference.Graphs.Composition;

/// <summary>What a denoising loop is made of. Immutable.</summary>
public sealed record DenoisingLoopSpec
{
    /// <summary>Largest number of steps: each is a copy of the denoiser's operators.</summary>
    public const int MaxSteps = 128;

    /// <summary>The denoiser's input for the noisy sample; float32 or float16.</summary>
    public required string SampleInput { get; init; }

    /// <summary>The denoiser's input for the time step, one number for the whole batch; a float, an int64 or an int32.</summary>
    public required string TimestepInput { get; init; }

    /// <summary>The denoiser's output; <see langword="null"/> where it has only one.</summary>
    public string? Prediction { get; init; }

    /// <summary>Shape of the sample with every dimension fixed, such as [1, 16, 7].</summary>
    public required IReadOnlyList<long> SampleShape { get; init; }

    /// <summary>
    /// Which output of the encoder feeds which input of the denoiser, by the input's name; inputs that are not listed take the
    /// output of their own name, and where there is none they become inputs of the loop.
    /// </summary>
    public IReadOnlyDictionary<string, string> Conditions { get; init; } = new Dictionary<string, string>();

    /// <summary>The steps in the order of their execution, 1…128.</summary>
    public required IReadOnlyList<DenoisingStep> Steps { get; init; }

    /// <summary>Bound on every entry of the estimated clean sample; <see langword="null"/> for none.</summary>
    public float? ClipSample { get; init; }
}
