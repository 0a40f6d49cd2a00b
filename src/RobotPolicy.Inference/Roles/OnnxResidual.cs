using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Actions;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Normalization;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Roles;

/// <summary>
/// A residual policy (ResiP) at control rate: a = denorm(a_n + scale·π(clamp(norm(positions), ±3), a_n)), the change of each number
/// within a limit. One small graph of its own on the calling thread: <c>observation.state</c> [1, joints] and <c>action</c>
/// [1, joints] in, <c>residual</c> [1, joints] out. What comes late, fails or is no number leaves the target as it was, and is
/// counted; several late ones in a row end it until the next epoch, since each of them has cost its time already.
/// Control thread; allocates nothing. Counts may be read by any.
/// </summary>
public sealed class OnnxResidual : IActionCorrection, IDisposable
{
    private const float MaxState = 3;
    private const int MaxLateInRow = 5;
    private const string StateInput = "observation.state";
    private const string ActionInput = "action";
    private const string ResidualOutput = "residual";
    private readonly OnnxGraph _graph;
    private readonly ResidualSpec _spec;
    private readonly VectorMap _state;
    private readonly VectorMap _action;
    private readonly TimeProvider _timeProvider;
    private readonly long _budgetTicks;
    private readonly double _nsPerTimestamp;
    private readonly Memory<float> _stateInput;
    private readonly Memory<float> _actionInput;
    private readonly Memory<float> _residual;
    private readonly float[] _corrected;
    private readonly double[] _before;
    private readonly double[] _after;
    private readonly int[] _joints;
    private int _lateInRow;
    private long _runs;
    private long _late;
    private long _faults;
    private long _lastNs;
    private long _worstNs;

    internal OnnxResidual(
        OnnxGraph graph, ResidualSpec spec, VectorMap state, VectorMap action, PolicyBinding binding, IReadOnlyList<int> discreteJoints, int jointCount, TimeProvider timeProvider)
    {
        (_graph, _spec, _state, _action, _timeProvider) = (graph, spec, state, action, timeProvider);
        _joints = [.. binding.ActionJoints.Except(discreteJoints)];
        _budgetTicks = (long)(spec.BudgetSeconds * timeProvider.TimestampFrequency);
        _nsPerTimestamp = 1e9 / timeProvider.TimestampFrequency;
        _stateInput = graph.Inputs.Any(i => i.Name == StateInput) ? graph.BindInput(StateInput, 1, state.Count) : Memory<float>.Empty;
        _actionInput = graph.BindInput(ActionInput, 1, action.Count);
        _residual = graph.BindOutput(ResidualOutput, 1, action.Count);
        _corrected = new float[action.Count];
        (_before, _after) = (new double[jointCount], new double[jointCount]);

        // How far the limit is in the robot's own units, with room for what single precision rounds.
        const double rounding = 1 + 1e-5;
        var limits = new double[jointCount];
        _corrected.AsSpan().Fill((float)spec.Limit);
        action.Denormalize(_corrected, _after);
        _corrected.AsSpan().Clear();
        action.Denormalize(_corrected, _before);
        foreach (var joint in _joints)
            limits[joint] = Math.Abs(_after[joint] - _before[joint]) * rounding;
        MaxResiduals = limits;
    }

    /// <summary>Largest change of each of the robot's joints, in rad or m; 0 where it changes none: discrete joints, and those of no action.</summary>
    public IReadOnlyList<double> MaxResiduals { get; }

    /// <summary>Runs so far.</summary>
    public long RunCount => Volatile.Read(ref _runs);

    /// <summary>Runs that took longer than their budget; their result was not used.</summary>
    public long LateCount => Volatile.Read(ref _late);

    /// <summary>Runs that failed or answered with NaN or infinity.</summary>
    public long FaultCount => Volatile.Read(ref _faults);

    /// <summary>Time of the last run, in nanoseconds.</summary>
    public long LastRunNs => Volatile.Read(ref _lastNs);

    /// <summary>Time of the slowest run, in nanoseconds.</summary>
    public long WorstRunNs => Volatile.Read(ref _worstNs);

    /// <summary>Whether it has been too late too often in this epoch, and is left out.</summary>
    public bool IsSuspended => _lateInRow >= MaxLateInRow;

    /// <summary>Compares a graph with the manifest; adds every mismatch as an error.</summary>
    internal static void Check(PolicyManifest manifest, OnnxGraph graph, string file, ICollection<PackageError> errors)
    {
        var check = new GraphCheck(file, errors);
        var (states, actions) = (manifest.StateOrder.Count, manifest.ActionOrder.Count);
        if (manifest.ActionFormat.Representation != ActionRepresentation.Absolute || manifest.SingleStep is not null)
            errors.Add(new PackageError
            {
                File = ManifestReader.FileName,
                Field = "x-robotpolicy.graphs.residual",
                Expected = "absolute actions of a policy with a state vector, which a residual corrects",
                Actual = manifest.SingleStep is null ? $"{manifest.ActionFormat.Representation}" : "a single-step policy",
            });
        foreach (var input in graph.Inputs)
        {
            if (input.Name is not (StateInput or ActionInput))
                check.Fail(input.Name, $"inputs only for {StateInput} and {ActionInput}", "an input that nothing feeds");
            else if (check.IsFloat(input))
                check.Fits(input, input.Name == StateInput ? $"shape [1, {states}]" : $"shape [1, {actions}]", 1, input.Name == StateInput ? states : actions);
        }

        if (graph.Inputs.All(i => i.Name != ActionInput))
            check.Fail(ActionInput, "an input of that name", GraphCheck.Names(graph.Inputs));
        if (check.Find(graph.Outputs, ResidualOutput, "output") is { } output)
            check.Fits(output, $"shape [1, {actions}]", 1, actions);
    }

    /// <inheritdoc/>
    public void Reset(long epoch) => _lateInRow = 0;

    /// <inheritdoc/>
    public bool Correct(long nowNs, ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities, Span<double> target)
    {
        if (IsSuspended)
            return false;
        var actions = _actionInput.Span;
        var states = _stateInput.Span;
        if (!_action.TryNormalize(target, actions) || !_state.TryNormalize(positions, states))
            return Fault();
        for (var i = 0; i < states.Length; i++)
            states[i] = Math.Clamp(states[i], -MaxState, MaxState);

        var start = _timeProvider.GetTimestamp();
        var status = _graph.Run();
        var ticks = _timeProvider.GetTimestamp() - start;
        var ns = (long)(ticks * _nsPerTimestamp);
        Volatile.Write(ref _runs, _runs + 1);
        Volatile.Write(ref _lastNs, ns);
        if (ns > _worstNs)
            Volatile.Write(ref _worstNs, ns);
        if (status != GraphStatus.Ok)
            return Fault();
        if (ticks > _budgetTicks)
        {
            _lateInRow++;
            Volatile.Write(ref _late, _late + 1);
            return false;
        }

        _lateInRow = 0;
        var said = _residual.Span;
        if (said.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            return Fault();
        for (var i = 0; i < said.Length; i++)
            _corrected[i] = actions[i] + (float)Math.Clamp(_spec.Scale * said[i], -_spec.Limit, _spec.Limit);

        // As a difference, so that a residual of zero changes nothing, not even the last bit.
        _action.Denormalize(actions, _before);
        _action.Denormalize(_corrected, _after);
        foreach (var joint in _joints)
            target[joint] += _after[joint] - _before[joint];
        return true;
    }

    /// <summary>Runs it, so that no tick pays for first-time costs. Set-up only.</summary>
    internal void WarmUp(int runs)
    {
        var robot = new double[_before.Length];
        for (var i = 0; i < runs; i++)
        {
            robot.AsSpan().Clear();
            Correct(0, robot, robot, robot);
            _lateInRow = 0;
        }

        (_runs, _late, _faults, _lastNs, _worstNs) = (0, 0, 0, 0, 0);
    }

    /// <summary>Lets go of the graph; a correction after that changes nothing. Any thread.</summary>
    public void Dispose() => _graph.Dispose();

    private bool Fault()
    {
        Volatile.Write(ref _faults, _faults + 1);
        return false;
    }
}
