using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Roles;
using RobotPolicy.Inference.Splines;

namespace RobotPolicy.Inference.Models;

/// <summary>Puts a policy without a sampler together, or says everything that prevents it.</summary>
internal static class SinglePassLoader
{
    public static (IActionModel Model, ObservationLayout Observation)? Load(
        PolicyPackage package, OpenedGraphs opened, PolicyLoaderOptions options, ICollection<PackageError> errors)
    {
        var manifest = package.Manifest;
        var graph = opened.Main!;
        var check = new GraphCheck(manifest.Model!, errors);
        var roles = manifest.Roles;
        var recurrent = RecurrentState.Find(roles, graph);
        RecurrentState.Check(recurrent, graph, check);
        var planner = opened.Find(GraphRolesReader.Planner);
        var planned = planner is { } p ? graph.Inputs.Where(i => p.Graph.Outputs.Any(o => o.Name == i.Name)).ToArray() : [];
        var observation = GraphLayout.CreateObservation(
            package, graph, errors, fed: [.. recurrent.Select(r => r.Input), .. planned.Select(i => i.Name)], mayMiss: planner is not null);
        var head = HeadLayout.Read(package, graph, options.ActionInterval, errors);
        ChunkContinuation.Create(manifest.Continuation, manifest.ActionSteps ?? head?.ChunkSize ?? 1, null, errors);
        var plan = planner is { } second ? PlannerLayout.Read(package, second, graph, planned, observation, check, errors) : null;
        RecurrentRoles.CheckUsed(roles, planner is { } third ? [graph, third.Graph] : [graph], errors);
        OnnxGraph[] seeing = planner is { } fourth ? [graph, fourth.Graph] : [graph];
        ExtraOutputs.Check(roles, seeing, errors);
        EmbeddingOutput.Check(manifest.Failure, seeing, errors);
        var verified = Verifier.Check(manifest, opened, errors);
        var chosen = Selector.Check(manifest, opened, errors);
        if (errors.Count > 0 || head is null)
            return null;

        var graphs = new GraphSet(opened.All, options.TimeProvider);
        var outputs = new EncoderOutputs(graph);
        var bound = BoundObservation.Bind(graph, observation);
        var built = plan?.Bind(graph, bound, roles.PlanEvery);
        (OnnxGraph, EncoderOutputs)[] bindable = built is null ? [(graph, outputs)] : [(graph, outputs), (planner!.Value.Graph, built.Outputs)];
        var model = new SinglePassModel(
            graphs,
            graph,
            built?.Observation ?? bound,
            head.Bind(outputs, graph),
            RecurrentState.Bind(recurrent, graph),
            built?.Planner,
            ExtraOutputs.Bind(roles, bindable, Verifier.Bind(roles, opened, outputs, verified)),
            EmbeddingOutput.Bind(manifest.Failure, bindable),
            Selector.Bind(roles, opened, outputs, chosen));
        return (model, plan?.Union ?? observation);
    }
}
