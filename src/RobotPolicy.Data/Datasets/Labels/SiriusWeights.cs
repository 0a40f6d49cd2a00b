namespace RobotPolicy.Data.Datasets.Labels;

/// <summary>
/// Weights of the behaviour-cloning loss by class (Sirius, 2211.08416): half of the loss to interventions, next to none to what led to
/// them, demonstrations as they come, and the rest to the policy's own frames. The mean over the frames of a dataset is 1 unless a
/// guard below acts.
/// </summary>
/// <param name="Demo">Of a demonstration's frame.</param>
/// <param name="Robot">Of a frame of the policy.</param>
/// <param name="Intervention">Of a correction's frame.</param>
/// <param name="PreIntervention">Of a frame just before one.</param>
public sealed record SiriusWeights(double Demo, double Robot, double Intervention, double PreIntervention)
{
    // The shares of the whole loss.
    private const double InterventionShare = 0.5;
    private const double PreInterventionShare = 0.002;

    /// <summary>
    /// The weights for class counts over a whole dataset. A class without frames weighs nothing; so does <see cref="Robot"/> where
    /// demonstrations leave it a negative share.
    /// </summary>
    /// <param name="demo">Frames of demonstrations.</param>
    /// <param name="robot">Frames of the policy.</param>
    /// <param name="intervention">Frames of corrections.</param>
    /// <param name="preIntervention">Frames just before corrections.</param>
    public static SiriusWeights Of(long demo, long robot, long intervention, long preIntervention)
    {
        double total = demo + robot + intervention + preIntervention;
        return new SiriusWeights(
            demo == 0 ? 0 : 1,
            Share(1 - InterventionShare - (demo / total) - PreInterventionShare, robot),
            Share(InterventionShare, intervention),
            Share(PreInterventionShare, preIntervention));

        double Share(double share, long frames) => frames == 0 ? 0 : Math.Max(0, share) * total / frames;
    }

    /// <summary>The weight of a class.</summary>
    public double For(SiriusClass frame) => frame switch
    {
        SiriusClass.Demo => Demo,
        SiriusClass.Robot => Robot,
        SiriusClass.Intervention => Intervention,
        SiriusClass.PreIntervention => PreIntervention,
        _ => throw new ArgumentOutOfRangeException(nameof(frame), frame, "There is no such class."),
    };
}
