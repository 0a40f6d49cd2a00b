using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Normalization;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Actions;

/// <summary>
/// Between a network's normalised actions and joint positions of the robot: normaliser, order of joints, units, joints that know
/// two positions only, and anchoring to the observed state. Inference thread; allocates nothing after it was created.
/// </summary>
internal sealed class ActionMap
{
    private readonly VectorMap _vector;
    private readonly ActionAnchor _anchor;
    private readonly (int Joint, double Threshold, double Below, double Above)[] _binary;
    private readonly int _first;
    private readonly int _size;
    private readonly int _jointCount;
    private readonly double[] _row;

    public ActionMap(PolicyPackage package, PolicyBinding binding, RobotDescription robot, double intervalSeconds)
    {
        var manifest = package.Manifest;
        var format = manifest.ActionFormat;
        _size = binding.ActionJoints.Count;
        _jointCount = robot.Joints.Count;
        _row = new double[_jointCount];
        _first = format.First;
        _vector = new VectorMap(binding.ActionJoints, package.ActionNormalizer, manifest, robot);
        int RobotJoint(string name) => binding.ActionJoints[manifest.ActionOrder.ToList().IndexOf(name)];
        var absolute = format.AbsoluteJoints.Concat(format.BinaryJoints.Select(joint => joint.Name)).Select(RobotJoint).ToHashSet();
        _anchor = new ActionAnchor(format.Representation, binding.ActionJoints.Where(joint => !absolute.Contains(joint)), intervalSeconds);
        _binary =
        [
            .. format.BinaryJoints.Select(joint =>
            {
                var index = RobotJoint(joint.Name);
                var unit = manifest.UnitsPerRobotUnit(robot.Joints[index].Prismatic);
                return (index, joint.Threshold / unit, joint.Below / unit, joint.Above / unit);
            }),
        ];
    }

    /// <summary>Makes joint positions of what a network said; actions that were past at the observation's time are dropped.</summary>
    /// <param name="output">Normalised actions, row-major [action, joint of the policy]; finite.</param>
    /// <param name="state">Observed joint positions in the robot's order.</param>
    /// <param name="chunk">Receives as many actions as it has room for; beyond the last one, its position is held.</param>
    public void Read(ReadOnlySpan<float> output, ReadOnlySpan<double> state, ActionChunk chunk)
    {
        var known = Math.Min(chunk.Horizon, (output.Length / _size) - _first);
        for (var step = 0; step < known; step++)
        {
            var row = chunk.Action(step);
            _vector.Denormalize(output.Slice((_first + step) * _size, _size), row);
            foreach (var (joint, threshold, below, above) in _binary)
                row[joint] = row[joint] < threshold ? below : above;
        }

        _anchor.ToPositions(chunk.Actions.AsSpan(0, known * _jointCount), state);
        for (var step = known; step < chunk.Horizon; step++)
            chunk.Action(known - 1).CopyTo(chunk.Action(step));
    }

    /// <summary>The normalised action of staying where the robot is; false where the state is not finite.</summary>
    public bool TryWriteStart(ReadOnlySpan<double> state, Span<float> action) => TryWrite(state, state, state, action);

    /// <summary>What is already decided, in the network's own numbers; false where something is not finite.</summary>
    public bool TryWrite(ChunkPrior prior, ReadOnlySpan<double> state, NormalizedPrior decided)
    {
        decided.Count = Math.Min(prior.Count, decided.ActionBuffer.Length / _size);
        decided.DelaySteps = Math.Min(prior.DelaySteps, decided.Count);
        for (var step = 0; step < decided.Count; step++)
            if (!TryWrite(Row(prior.Actions, step), step == 0 ? state : Row(prior.Actions, step - 1), state, decided.ActionBuffer.AsSpan(step * _size, _size)))
                return false;

        // The newest comes first here, and nothing is known of what came before the oldest.
        var known = _anchor.NeedsPositionBefore ? Math.Max(0, prior.ExecutedCount - 1) : prior.ExecutedCount;
        decided.ExecutedCount = Math.Min(known, decided.ExecutedBuffer.Length / _size);
        for (var step = 0; step < decided.ExecutedCount; step++)
        {
            var before = Row(prior.Executed, _anchor.NeedsPositionBefore ? step + 1 : step);
            if (!TryWrite(Row(prior.Executed, step), before, state, decided.ExecutedBuffer.AsSpan(step * _size, _size)))
                return false;
        }

        return true;
    }

    private ReadOnlySpan<double> Row(double[] rows, int step) => rows.AsSpan(step * _jointCount, _jointCount);

    private bool TryWrite(ReadOnlySpan<double> position, ReadOnlySpan<double> before, ReadOnlySpan<double> state, Span<float> action)
    {
        _anchor.ToAction(position, before, state, _row);
        return _vector.TryNormalize(_row, action);
    }
}
