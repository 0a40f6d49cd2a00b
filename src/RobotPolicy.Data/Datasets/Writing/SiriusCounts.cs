using RobotPolicy.Data.Datasets.Labels;

namespace RobotPolicy.Data.Datasets.Writing;

/// <summary>Frames by class.</summary>
internal sealed record SiriusCounts(long Demo, long Robot, long Intervention, long PreIntervention)
{
    public static SiriusCounts None { get; } = new(0, 0, 0, 0);

    public SiriusWeights Weights => SiriusWeights.Of(Demo, Robot, Intervention, PreIntervention);

    public static SiriusCounts Of(ReadOnlySpan<SiriusClass> classes) => new(
        classes.Count(SiriusClass.Demo), classes.Count(SiriusClass.Robot), classes.Count(SiriusClass.Intervention), classes.Count(SiriusClass.PreIntervention));

    public SiriusCounts With(SiriusCounts other) =>
        new(Demo + other.Demo, Robot + other.Robot, Intervention + other.Intervention, PreIntervention + other.PreIntervention);

    /// <summary>Each class with its frames.</summary>
    public IEnumerable<(SiriusClass Class, long Frames)> Classes() =>
        [(SiriusClass.PreIntervention, PreIntervention), (SiriusClass.Demo, Demo), (SiriusClass.Robot, Robot), (SiriusClass.Intervention, Intervention)];
}
