namespace RobotPolicy.Inference.Sampling;

/// <summary>How sampling ended. Where it did not end well, the caller's actions are untouched.</summary>
/// <param name="Status">Outcome.</param>
/// <param name="Step">Step that failed, counted from 0; −1 before the first one, or where all went well.</param>
/// <param name="Evaluations">Network calls that were made.</param>
public readonly record struct SamplingResult(SamplingStatus Status, int Step, int Evaluations)
{
    /// <summary>Whether the actions are filled.</summary>
    public bool IsOk => Status == SamplingStatus.Ok;
}
