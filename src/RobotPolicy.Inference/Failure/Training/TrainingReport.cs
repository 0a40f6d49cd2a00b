namespace RobotPolicy.Inference.Failure.Training;

/// <summary>How a training went.</summary>
/// <param name="Epochs">Passes over the steps that were made.</param>
/// <param name="BestEpoch">The pass whose weights were kept, from 1.</param>
/// <param name="TrainingLoss">Mean loss of that pass.</param>
/// <param name="ValidationLoss">Mean loss on the steps held out, after that pass.</param>
public readonly record struct TrainingReport(int Epochs, int BestEpoch, double TrainingLoss, double ValidationLoss);
