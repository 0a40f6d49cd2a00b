using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Roles;

namespace RobotPolicy.Inference.Models;

/// <summary>
/// A graph that says whether the task is done: outputs of the graph that sees the observation in, by their names, and
/// <c>success</c> [1, 1] out, a probability. Runs after every n-th inference that came to something. Inference thread.
/// </summary>
internal sealed class Verifier
{
    public const string Output = "success";

    private readonly OnnxGraph _graph;
    private readonly ConditionFeed _feed;
    private readonly Memory<float> _success;
    private readonly int _every;
    private int _since;

    private Verifier(OnnxGraph graph, ConditionFeed feed, Memory<float> success, int every) =>
        (_graph, _feed, _success, _every) = (graph, feed, success, every);

    /// <summary>Compares it with the graph that feeds it; adds every mismatch as an error.</summary>
    public static IReadOnlyList<Condition> Check(
        PolicyManifest manifest, OpenedGraphs opened, ICollection<PackageError> errors)
    {
        if (opened.Find(GraphRolesReader.Verifier) is not { } verifier)
            return [];
        var check = new GraphCheck(verifier.File, errors);
        var conditions = Condition.Read(check, opened.Main!, manifest.Model!, verifier.Graph, false);
        if (conditions.Count == 0)
            check.Fail("inputs", $"an output of {ErrorText.Clean(manifest.Model!)} that it looks at", GraphCheck.Names(verifier.Graph.Inputs));
        if (check.Find(verifier.Graph.Outputs, Output, "output") is { } success)
            check.Fits(success, "shape [1, 1]", 1, 1);
        return conditions;
    }

    /// <summary>Binds it; <see langword="null"/> where the package has none.</summary>
    public static Verifier? Bind(RolesSpec roles, OpenedGraphs opened, EncoderOutputs encoder, IReadOnlyList<Condition> conditions) =>
        opened.Find(GraphRolesReader.Verifier) is { } verifier
            ? new Verifier(
                verifier.Graph,
                new ConditionFeed(encoder, verifier.Graph, conditions, 1, 1),
                verifier.Graph.BindOutput(Output, 1, 1),
                roles.VerifyEvery ?? 1)
            : null;

    /// <summary>Asks it, if it is its turn.</summary>
    /// <param name="graphs">Runs it.</param>
    /// <param name="success">What it said; NaN where that is no probability.</param>
    /// <returns>Whether it was its turn.</returns>
    public bool TryRun(GraphSet graphs, out float success)
    {
        success = float.NaN;
        if (++_since < _every)
            return false;
        _since = 0;
        _feed.Fill();

        // The actions stand whether it answers or not: that it does not is no word for success.
        if (graphs.Run(_graph) != GraphStatus.Ok)
            return true;
        var said = _success.Span[0];
        success = said is >= 0 and <= 1 ? said : float.NaN;
        return true;
    }

    /// <summary>Counts anew, at the start of an epoch.</summary>
    public void Reset() => _since = 0;
}
