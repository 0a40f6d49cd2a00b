using RobotPolicy.Control.Failure.Evaluation;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>What a detector came to.</summary>
/// <param name="Name">The detector.</param>
/// <param name="Delta">Share δ of successful nominal episodes that may raise a false alarm.</param>
/// <param name="Quality">How well it told failures from successes, in all scenes.</param>
/// <param name="NominalFalseAlarms">Successful nominal episodes with an alarm.</param>
/// <param name="NominalSuccesses">Successful nominal episodes.</param>
/// <param name="FirstAlarms">Call of the first alarm by episode; −1 without one.</param>
internal sealed record Detection(
    string Name, double Delta, DetectionQuality Quality, int NominalFalseAlarms, int NominalSuccesses, IReadOnlyList<int> FirstAlarms)
{
    private const double Significance = 0.05;

    /// <summary>How likely so many false alarms are, or more, where δ is the true rate.</summary>
    public double FalseAlarmTail => BinomialStatistics.UpperTail(NominalSuccesses, NominalFalseAlarms, Delta);

    /// <summary>Whether the false alarms of nominal episodes are within δ and what chance adds to it in a sample of this size.</summary>
    public bool KeepsPromise => FalseAlarmTail > Significance;
}
