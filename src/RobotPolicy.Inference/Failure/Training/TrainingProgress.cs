namespace RobotPolicy.Inference.Failure.Training;

/// <summary>How far a training is.</summary>
/// <param name="Epoch">Passes that are done.</param>
/// <param name="MaxEpochs">Most passes there will be; it may stop earlier.</param>
/// <param name="ValidationLoss">Mean loss on the steps held out.</param>
public readonly record struct TrainingProgress(int Epoch, int MaxEpochs, double ValidationLoss);
