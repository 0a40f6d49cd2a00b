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
        sum = (sum * z) + (1.0 / 19);
        sum = (sum * z) + (1.0 / 17);
        sum = (sum * z) + (1.0 / 15);
        sum = (sum * z) + (1.0 / 13);
        sum = (sum * z) + (1.0 / 11);
        sum = (sum * z) + (1.0 / 9);
        sum = (sum * z) + (1.0 / 7);
        sum = (sum * z) + (1.0 / 5);
        sum = (sum * z) + (1.0 / 3);
        sum = (sum * z) + 1;
        return (exponent * Ln2) + (2 * s * sum);
    }

    /// <summary>Cosine and sine of a part of a full turn.</summary>
    /// <param name="turn">0…1.</param>
    public static (double Cos, double Sin) CosSin(double turn)
    {
        var quarter = (int)((turn * 4) + 0.5);
        var angle = ((turn * 4) - quarter) * HalfPi;
        var z = angle * angle;

        // Taylor's series up to the 16th and 17th power; |angle| is at most π/4. Every bracket is 1 minus a share of the next.
        var cos = 1 - (z * (1.0 / (15 * 16)));
        cos = 1 - (cos * z * (1.0 / (13 * 14)));
        cos = 1 - (cos * z * (1.0 / (11 * 12)));
        cos = 1 - (cos * z * (1.0 / (9 * 10)));
        cos = 1 - (cos * z * (1.0 / (7 * 8)));
        cos = 1 - (cos * z * (1.0 / (5 * 6)));
        cos = 1 - (cos * z * (1.0 / (3 * 4)));
        cos = 1 - (cos * z * (1.0 / (1 * 2)));
        var sin = 1 - (z * (1.0 / (16 * 17)));
        sin = 1 - (sin * z * (1.0 / (14 * 15)));
        sin = 1 - (sin * z * (1.0 / (12 * 13)));
        sin = 1 - (sin * z * (1.0 / (10 * 11)));
        sin = 1 - (sin * z * (1.0 / (8 * 9)));
        sin = 1 - (sin * z * (1.0 / (6 * 7)));
        sin = 1 - (sin * z * (1.0 / (4 * 5)));
        sin = 1 - (sin * z * (1.0 / (2 * 3)));
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
