namespace RobotPolicy.Inference.Graphs.Composition;

/// <summary>
/// One step of a denoising loop with its schedule worked out: with x the sample, m the model's prediction and z unit noise,
/// <c>x0 = X0FromSample·x + X0FromPrediction·m</c>, clipped where the loop clips, and then
/// <c>x ← FromX0·x0 + FromSample·x + FromPrediction·m + FromNoise·z</c>. DDPM, DDIM and Euler steps of a flow are all of this form.
/// </summary>
public readonly record struct DenoisingStep
{
    /// <summary>What the model is told as its time step.</summary>
    public required double Timestep { get; init; }

    /// <summary>Share of the sample in the estimate of the clean sample.</summary>
    public float X0FromSample { get; init; }

    /// <summary>Share of the prediction in the estimate of the clean sample.</summary>
    public float X0FromPrediction { get; init; }

    /// <summary>Share of that estimate in the next sample.</summary>
    public float FromX0 { get; init; }

    /// <summary>Share of the sample in the next one.</summary>
    public float FromSample { get; init; }

    /// <summary>Share of the prediction in the next sample.</summary>
    public float FromPrediction { get; init; }

    /// <summary>Share of new noise in the next sample.</summary>
    public float FromNoise { get; init; }

    internal bool IsFinite =>
        double.IsFinite(Timestep) && float.IsFinite(X0FromSample) && float.IsFinite(X0FromPrediction) && float.IsFinite(FromX0)
        && float.IsFinite(FromSample) && float.IsFinite(FromPrediction) && float.IsFinite(FromNoise);
}
