using RobotPolicy.Control.Failure;

namespace RobotPolicy.Inference.Failure.Calibration;

/// <summary>A trained score before it is written, as the monitor will have it.</summary>
internal sealed class FunctionScore(string name, FunctionScore.Rating rating) : IFailureScore
{
    internal delegate double Rating(in ScoreInput input);

    public string Name { get; } = name;

    public double Score(in ScoreInput input) => rating(in input);

    public void Reset()
    {
    }
}
