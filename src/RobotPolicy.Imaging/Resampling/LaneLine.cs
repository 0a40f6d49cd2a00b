namespace RobotPolicy.Imaging.Resampling;

/// <summary>Where one row of one channel goes: value = level · factor + bias.</summary>
internal readonly ref struct LaneLine(Span<float> target, float factor, float bias)
{
    public Span<float> Target { get; } = target;

    public float Factor { get; } = factor;

    public float Bias { get; } = bias;
}
