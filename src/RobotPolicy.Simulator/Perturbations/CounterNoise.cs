using System.Numerics;

namespace RobotPolicy.Simulator.Perturbations;

/// <summary>
/// Noise without a state: a number is a function of where it is used, so that a picture is the same however often and in whatever
/// order it is drawn. The hash is the output function of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom
/// number generators").
/// </summary>
internal static class CounterNoise
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    // Four bytes, each uniform over 0 to 255: mean of the sum, and its standard deviation √(4 · (256² − 1) / 12).
    private const double FourBytesMean = 510;
    private static readonly double FourBytesDeviation = Math.Sqrt(4 * ((256.0 * 256) - 1) / 12);

    /// <summary>A number that looks random for each key.</summary>
    internal static ulong Hash(ulong key)
    {
        var z = unchecked(key + Golden);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    /// <summary>A value of mean 0 and standard deviation 1, nearly normal, within ±3.5: the sum of the four lower bytes of a hash.</summary>
    internal static double Normal(ulong hash)
    {
        var sum = (hash & 0xFF) + ((hash >> 8) & 0xFF) + ((hash >> 16) & 0xFF) + ((hash >> 24) & 0xFF);
        return (sum - FourBytesMean) / FourBytesDeviation;
    }

    /// <summary>The other, independent half of a hash.</summary>
    internal static ulong Other(ulong hash) => BitOperations.RotateRight(hash, 32);
}
