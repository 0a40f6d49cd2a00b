namespace RobotPolicy.Inference.Failure.Training;

/// <summary>Normally distributed numbers from a seed (Box and Muller).</summary>
internal sealed class Gaussian(int seed)
{
    private readonly Random _random = new(seed);

    public Random Uniform => _random;

    public float Next()
    {
        // 1 − u lies in (0, 1], so that the logarithm is finite.
        var radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
        return (float)(radius * Math.Cos(2 * Math.PI * _random.NextDouble()));
    }
}
