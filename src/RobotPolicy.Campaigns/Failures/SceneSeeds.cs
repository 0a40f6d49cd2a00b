namespace RobotPolicy.Campaigns.Failures;

/// <summary>
/// Seeds of scenes that are exchangeable. The simulator places the cube by a generator whose first numbers lie on a lattice when its seeds
/// follow one another, so that two rows of consecutive seeds are two different grids of places, not two samples of the same scenes: a
/// threshold of one says nothing about the other. Seeds are therefore scattered by the output function of SplitMix64 (Steele, Lea and Flood 2014).
/// </summary>
internal static class SceneSeeds
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>A seed of a row.</summary>
    /// <param name="first">Which row: rows do not overlap as long as their numbers <paramref name="first"/> + <paramref name="index"/> do not.</param>
    /// <param name="index">Which of it, from 0.</param>
    public static int At(int first, int index)
    {
        unchecked
        {
            var z = ((ulong)first + (ulong)index + 1) * Golden;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) & int.MaxValue);
        }
    }
}
