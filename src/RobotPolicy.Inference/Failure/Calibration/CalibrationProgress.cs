namespace RobotPolicy.Inference.Failure.Calibration;

/// <summary>How far a calibration is.</summary>
/// <param name="Step">What is being done, in words.</param>
/// <param name="Done">How much of it, 0…1; training may stop before 1.</param>
public readonly record struct CalibrationProgress(string Step, double Done);
