using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>Rounds grey levels to whole ones in 0…255, or leaves them as they are.</summary>
internal readonly struct LevelRounding
{
    // Weights of single precision may sum to a little less than 1, which must not turn 100 into 99.
    private const float Tolerance = 1f / 4096f;
    private readonly bool _halfEven;
    private readonly float _gain;
    private readonly float _offset;

    public LevelRounding(ByteRounding rounding)
    {
        IsActive = rounding != ByteRounding.None;
        _halfEven = rounding == ByteRounding.HalfEven;
        (_gain, _offset) = rounding switch
        {
            ByteRounding.TensorFlow => (255.5f / 255f, 0f),
            ByteRounding.Truncate => (1f, Tolerance),
            _ => (1f, 0.5f),
        };
    }

    public bool IsActive { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Apply(Vector256<float> level)
    {
        var whole = _halfEven
            ? Vector256.Round(level)
            : Vector256.Floor((level * _gain) + Vector256.Create(_offset));
        return Vector256.Min(Vector256.Max(whole, Vector256<float>.Zero), Vector256.Create(255f));
    }

    public float Apply(float level)
    {
        var whole = _halfEven ? MathF.Round(level) : MathF.Floor((level * _gain) + _offset);
        return Math.Clamp(whole, 0, 255);
    }
}
