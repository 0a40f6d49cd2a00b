namespace RobotPolicy.Benchmarks.GpuCheck;

/// <summary>One model in one way of running it, with every latency.</summary>
public sealed record GpuMeasurement
{
    /// <summary>act, diffusion-10 or diffusion-3.</summary>
    public required string Model { get; init; }

    /// <summary>robotpolicy, or torch.</summary>
    public required string Engine { get; init; }

    /// <summary>How it is run, such as captured or compile.</summary>
    public required string Mode { get; init; }

    /// <summary>fp32, tf32 or fp16.</summary>
    public required string Precision { get; init; }

    /// <summary>Observations in one run.</summary>
    public required int Batch { get; init; }

    /// <summary>Observation in host memory → action in host memory, in ms; empty where it could not run.</summary>
    public IReadOnlyList<double> LatenciesMs { get; init; } = [];

    /// <summary>Largest difference from the processor's float32 output, for an input that no warm-up saw; NaN where it could not run.</summary>
    public double MaxAbsError { get; init; } = double.NaN;

    /// <summary>Largest entry of the processor's output.</summary>
    public double OutputScale { get; init; } = double.NaN;

    /// <summary>Time to load, in ms.</summary>
    public double LoadMs { get; init; } = double.NaN;

    /// <summary>Why it could not run, or what there is to say.</summary>
    public string? Note { get; init; }

    /// <summary>Largest error over scale that this precision may have.</summary>
    public double Bar => Precision switch { "fp32" => 1e-3, "tf32" => 3e-2, _ => 5e-2 };

    /// <summary>Whether it ran and its numbers are right. What did not run does not pass.</summary>
    public bool Passed => LatenciesMs.Count > 0 && MaxAbsError <= Bar * Math.Max(1, OutputScale);
}
