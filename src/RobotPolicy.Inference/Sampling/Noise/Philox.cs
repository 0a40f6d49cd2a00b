using System.Runtime.Intrinsics;

namespace RobotPolicy.Inference.Sampling.Noise;

/// <summary>
/// Philox 4×32 with 10 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): four random words from a
/// 128-bit counter and a 64-bit key, with integer arithmetic only, and any place in the stream at the same cost.
/// </summary>
internal static class Philox
{
    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    public static Vector128<uint> Generate(uint c0, uint c1, uint c2, uint c3, ulong key)
    {
        unchecked
        {
            var (k0, k1) = ((uint)key, (uint)(key >> 32));
            for (var round = 0; round < Rounds; round++)
            {
                var product0 = (ulong)Multiplier0 * c0;
                var product1 = (ulong)Multiplier1 * c2;
                (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
                k0 += Weyl0;
                k1 += Weyl1;
            }

            return Vector128.Create(c0, c1, c2, c3);
        }
    }
}
