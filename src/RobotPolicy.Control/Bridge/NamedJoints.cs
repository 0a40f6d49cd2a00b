using System.Text;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// Sorts the values of a message that names some of the robot's joints, in any order. Names are matched in every message, so that a
/// publisher that changes its layout with each of them costs no memory. One receive thread; allocates nothing after it was created.
/// </summary>
internal sealed class NamedJoints
{
    private readonly byte[][] _joints;

    /// <param name="joints">The robot's joints.</param>
    public NamedJoints(IEnumerable<string> joints) => _joints = [.. joints.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Puts the values in the robot's order; joints that are not named become 0.</summary>
    /// <param name="names">The message's names.</param>
    /// <param name="values">One per name.</param>
    /// <param name="scale">Factor on each.</param>
    /// <param name="sorted">Receives one value per joint of the robot.</param>
    /// <param name="mask">Bit per joint that is named.</param>
    /// <returns>Whether the message names joints of this robot only, each once, with a value for each.</returns>
    public bool TrySort(CdrStringSequence names, CdrSequence<double> values, double scale, Span<double> sorted, out ulong mask)
    {
        mask = 0;
        sorted.Clear();
        if (names.Count == 0 || names.Count > _joints.Length || values.Length != names.Count)
            return false;
        var place = 0;
        foreach (var name in names)
        {
            var joint = Find(name, place);
            if (joint < 0 || (mask >> joint & 1) != 0)
                return false;
            mask |= 1UL << joint;
            sorted[joint] = values[place++] * scale;
        }

        return true;
    }

    private int Find(ReadOnlySpan<byte> name, int guess)
    {
        if (name.SequenceEqual(_joints[guess]))
            return guess;
        for (var joint = 0; joint < _joints.Length; joint++)
            if (name.SequenceEqual(_joints[joint]))
                return joint;
        return -1;
    }
}
