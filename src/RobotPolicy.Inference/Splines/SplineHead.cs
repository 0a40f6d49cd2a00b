using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Models;

namespace RobotPolicy.Inference.Splines;

/// <summary>
/// BEAST decoding: a graph's control points or tokens become a chunk of actions at the package's own interval. The curve continues
/// what is decided: its first control point is overwritten by what the chunk in use says at the observation's time, or where there
/// is none by where the robot is. Not so for piecewise constant joints: an open gripper is not to wait for a closed one.
/// Inference thread; allocates nothing.
/// </summary>
internal sealed class SplineHead : IActionHead
{
    private readonly Memory<float> _points;
    private readonly Memory<long> _ids;
    private readonly TokenRange? _range;
    private readonly double[] _control;
    private readonly double[][] _weights;
    private readonly int[] _degrees;
    private readonly float[] _actions;
    private readonly float[] _start;
    private readonly int _count;

    /// <param name="spec">Degree and duration.</param>
    /// <param name="points">Control points or tokens as numbers, row-major [control point, joint]; empty where <paramref name="ids"/> are not.</param>
    /// <param name="ids">Tokens as whole numbers.</param>
    /// <param name="range">What tokens mean; <see langword="null"/> for control points.</param>
    /// <param name="degrees">Degree of every joint.</param>
    /// <param name="interval">Seconds from one action to the next.</param>
    public SplineHead(SplineSpec spec, Memory<float> points, Memory<long> ids, TokenRange? range, int[] degrees, double interval)
    {
        (_points, _ids, _range, _degrees, _count) = (points, ids, range, degrees, spec.ControlPoints);
        ChunkSize = Steps(spec, interval);
        var joints = degrees.Length;
        _control = new double[_count * joints];
        _actions = new float[ChunkSize * joints];
        _start = new float[joints];
        Prior = new NormalizedPrior(1, joints, 0);
        _weights = new double[joints][];
        for (var joint = 0; joint < joints; joint++)
        {
            var same = Array.IndexOf(degrees, degrees[joint]);
            _weights[joint] = same < joint ? _weights[same] : Weights(new ClampedSpline(degrees[joint], _count), spec.Duration, interval, ChunkSize);
        }
    }

    public int ChunkSize { get; }

    public Memory<float> Actions => _actions;

    public Memory<float> StartAction => _start;

    public NormalizedPrior Prior { get; }

    public string? Problem { get; private set; }

    NormalizedPrior? IActionHead.Prior => Prior;

    /// <summary>Actions of a curve, its first and its last instant among them.</summary>
    public static int Steps(SplineSpec spec, double interval) => (int)Math.Floor((spec.Duration / interval) + 1e-6) + 1;

    public PolicyStatus Decode()
    {
        Problem = null;
        if (!TryReadControl())
            return PolicyStatus.NonFiniteOutput;
        var joints = _degrees.Length;
        var first = Prior.Count > 0 ? Prior.Actions : _start;
        for (var joint = 0; joint < joints; joint++)
            if (_degrees[joint] > 0)
                _control[joint] = first[joint];
        for (var step = 0; step < ChunkSize; step++)
        {
            for (var joint = 0; joint < joints; joint++)
            {
                var weights = _weights[joint].AsSpan(step * _count, _count);
                double sum = 0;
                for (var i = 0; i < _count; i++)
                    sum += weights[i] * _control[(i * joints) + joint];
                _actions[(step * joints) + joint] = (float)sum;
            }
        }

        return PolicyStatus.Ok;
    }

    private bool TryReadControl()
    {
        for (var i = 0; i < _control.Length; i++)
        {
            double value = _ids.IsEmpty ? _points.Span[i] : _ids.Span[i];
            if (_range is null ? !double.IsFinite(value) : !(value >= 0 && value <= _range.Tokens - 1))
            {
                Problem = _range is null ? "A control point is not a number" : $"A token is not from 0 to {_range.Tokens - 1}";
                return false;
            }

            _control[i] = _range?.Decode(i, value) ?? value;
        }

        return true;
    }

    private static double[] Weights(ClampedSpline spline, double duration, double interval, int steps)
    {
        var weights = new double[steps * spline.ControlPoints];
        for (var step = 0; step < steps; step++)
            spline.Basis(step * interval / duration, weights.AsSpan(step * spline.ControlPoints, spline.ControlPoints));
        return weights;
    }
}
