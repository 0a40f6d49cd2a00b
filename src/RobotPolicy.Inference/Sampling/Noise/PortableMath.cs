namespace RobotPolicy.Inference.Sampling.Noise;

/// <summary>
/// Logarithm and angle functions from additions, multiplications and divisions only, whose results IEEE 754 fixes to the last
/// bit. Those of the C library differ from one platform to the next, and with them a recorded seed would not repeat a run.
/// Errors stay below 1e-14.
/// </summary>
internal static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417;
    private const double HalfPi = 1.57079632679489661923;
    private const int MantissaBits = 52;
    private const int Bias = 1023;

    /// <summary>ln(x) for a normal positive number.</summary>
    public static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> MantissaBits) - Bias;
        var mantissa = BitConverter.Int64BitsToDouble((bits & ((1L << MantissaBits) - 1)) | ((long)Bias << MantissaBits));
        if (mantissa > 1.41421356237309504880)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln m = 2·artanh((m − 1)/(m + 1)); with |s| < 0.172 eleven terms are exact to the last digits.
        var s = (mantissa - 1) / (mantissa + 1);
        var z = s * s;
        var sum = 1.0 / 21;
        for (var odd = 19; odd >= 1; odd -= 2)
            sum = (sum * z) + (1.0 / odd);
        return (exponent * Ln2) + (2 * s * sum);
    }

    /// <summary>Cosine and sine of a part of a full turn.</summary>
    /// <param name="turn">0…1.</param>
    public static (double Cos, double Sin) CosSin(double turn)
    {
        var quarter = (int)((turn * 4) + 0.5);
        var angle = ((turn * 4) - quarter) * HalfPi;
        var z = angle * angle;

        // Taylor's series up to the 18th power; |angle| is at most π/4.
        var cos = 1.0;
        for (var n = 18; n >= 2; n -= 2)
            cos = 1 - (cos * z / (n * (n - 1)));
        var sin = 1.0;
        for (var n = 19; n >= 3; n -= 2)
            sin = 1 - (sin * z / (n * (n - 1)));
        sin *= angle;

        return (quarter & 3) switch
        {
            0 => (cos, sin),
            1 => (-sin, cos),
            2 => (-cos, -sin),
            _ => (sin, -cos),
        };
    }
}
