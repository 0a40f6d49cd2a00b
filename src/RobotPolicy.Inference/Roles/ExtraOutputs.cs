using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Roles;

/// <summary>Binds the further outputs that a manifest names, and reads them after each inference. Inference thread.</summary>
internal sealed class ExtraOutputs
{
    private readonly Memory<float> _progress;
    private readonly Memory<float> _success;
    private readonly Memory<float> _confidence;

    private readonly bool _isLogit;
    private readonly ProgressMeter? _meter;
    private readonly Verifier? _verifier;
    private RecentSuccess _recent = RecentSuccess.None;
    private float _verified = float.NaN;

    private ExtraOutputs(
        RolesSpec roles, IReadOnlyList<ExtraTensor> tensors, Dictionary<string, Memory<float>> signals, Verifier? verifier)
    {
        _isLogit = roles.Success?.IsLogit ?? false;
        _meter = roles.Progress.Accumulates ? new ProgressMeter(roles.Progress.Every) : null;
        _verifier = verifier;
        Extras = new PolicyExtras { Tensors = tensors };
        _progress = signals.GetValueOrDefault(RolesReader.ProgressRole);
        _success = signals.GetValueOrDefault(RolesReader.SuccessRole);
        _confidence = signals.GetValueOrDefault(RolesReader.ConfidenceRole);
    }

    /// <summary>What was read.</summary>
    public PolicyExtras Extras { get; }

    /// <summary>Compares the outputs with the graphs that run in each inference; adds every mismatch as an error.</summary>
    public static void Check(RolesSpec roles, IReadOnlyList<OnnxGraph> graphs, ICollection<PackageError> errors)
    {
        foreach (var spec in roles.Outputs)
        {
            void Fail(string expected, string actual) =>
                errors.Add(new PackageError { File = ManifestReader.FileName, Field = spec.Field, Expected = expected, Actual = actual });
            if (graphs.SelectMany(g => g.Outputs).FirstOrDefault(o => o.Name == spec.Name) is not { } output)
            {
                Fail("an output of a graph that sees the observation", GraphCheck.Names([.. graphs.SelectMany(g => g.Outputs)]));
                continue;
            }

            var isSignal = IsSignal(spec);
            if (output.ElementType != GraphTensor.Float32 && (isSignal || output.ElementType != GraphTensor.Int64))
                Fail(isSignal ? $"a {GraphTensor.Float32} output" : $"a {GraphTensor.Float32} or {GraphTensor.Int64} output", output.ElementType);
            else if (output.Shape.Skip(1).Any(d => d < 1) || output.Shape.Aggregate(1.0, (a, d) => a * Math.Abs(d)) > OnnxGraph.MaxElements)
                Fail("an output with fixed dimensions behind the first", ErrorText.Shape(output.Shape));
            else if (isSignal && output.Shape.Any(d => d > 1))
                Fail("an output of one number", ErrorText.Shape(output.Shape));
        }
    }

    /// <summary>Binds them.</summary>
    /// <param name="roles">What the manifest names.</param>
    /// <param name="graphs">Graphs with who binds their outputs, since one that others read too is bound once.</param>
    /// <param name="verifier">Says whether the task is done; <see langword="null"/> where there is none.</param>
    public static ExtraOutputs Bind(
        RolesSpec roles, IReadOnlyList<(OnnxGraph Graph, EncoderOutputs Outputs)> graphs, Verifier? verifier)
    {
        var tensors = new List<ExtraTensor>();
        var signals = new Dictionary<string, Memory<float>>();
        foreach (var spec in roles.Outputs)
        {
            var (graph, outputs) = graphs.First(g => g.Graph.Outputs.Any(o => o.Name == spec.Name));
            var output = graph.Outputs.First(o => o.Name == spec.Name);
            long[] shape = [.. output.Shape.Select(d => Math.Max(1, d))];
            if (output.ElementType == GraphTensor.Int64)
                tensors.Add(new ExtraTensor(spec.Name, spec.Role, shape, default, graph.BindIdOutput(spec.Name, shape)));
            else if (IsSignal(spec))
                signals[spec.Role] = outputs.Bind(spec.Name, shape);
            else
                tensors.Add(new ExtraTensor(spec.Name, spec.Role, shape, outputs.Bind(spec.Name, shape), default));
        }

        return new ExtraOutputs(roles, tensors, signals, verifier);
    }

    /// <summary>Reads what an inference that came to something said, and asks the verifier if it is its turn.</summary>
    /// <param name="graphs">Runs the verifier.</param>
    public void Read(GraphSet graphs)
    {
        var progress = Number(_progress);
        var success = Number(_success);
        if (_isLogit)
            success = 1 / (1 + MathF.Exp(-success));
        if (_verifier is null)
        {
            _recent = _recent.After(success);
        }
        else
        {
            if (_verifier.TryRun(graphs, out var verified))
                (_verified, _recent) = (verified, _recent.After(verified));
            success = _verified;
        }

        Extras.Signals = new PolicySignals(_meter?.Add(progress) ?? progress, success, Number(_confidence)) { Recent = _recent };
        Extras.Count++;
    }

    /// <summary>Begins an epoch: inferences of the one before say nothing about this one.</summary>
    public void Reset()
    {
        _recent = RecentSuccess.None;
        _verified = float.NaN;
        _verifier?.Reset();
    }

    /// <summary>Begins a task: progress is nothing.</summary>
    public void BeginTask() => _meter?.BeginTask();

    private static float Number(Memory<float> memory) => !memory.IsEmpty && float.IsFinite(memory.Span[0]) ? memory.Span[0] : float.NaN;

    private static bool IsSignal(OutputSpec spec) =>
        spec.Role is RolesReader.ProgressRole or RolesReader.SuccessRole or RolesReader.ConfidenceRole;
}
