using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Roles;

/// <summary>How planner and actor fit together: outputs of the one are inputs of the other, and each sees its part of the observation.</summary>
internal sealed class PlannerLayout
{
    private readonly PolicyPackage _package;
    private readonly OnnxGraph _planner;
    private readonly ObservationLayout _seen;
    private readonly ObservationLayout _actorSees;
    private readonly IReadOnlyList<RecurrentSpec> _recurrent;
    private readonly (string Name, long[] Shape)[] _plan;

    private PlannerLayout(
        PolicyPackage package,
        OnnxGraph planner,
        ObservationLayout seen,
        ObservationLayout actorSees,
        ObservationLayout union,
        IReadOnlyList<RecurrentSpec> recurrent,
        (string, long[])[] plan) =>
        (_package, _planner, _seen, _actorSees, Union, _recurrent, _plan) = (package, planner, seen, actorSees, union, recurrent, plan);

    /// <summary>What both together see, in the manifest's order of cameras.</summary>
    public ObservationLayout Union { get; }

    /// <summary>Compares the planner with actor and manifest; adds every mismatch as an error.</summary>
    public static PlannerLayout? Read(
        PolicyPackage package,
        (OnnxGraph Graph, string File) planner,
        OnnxGraph actor,
        IReadOnlyList<GraphTensor> planned,
        ObservationLayout actorSees,
        GraphCheck actorCheck,
        ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var check = new GraphCheck(planner.File, errors);
        var recurrent = RecurrentState.Find(package.Manifest.Roles, planner.Graph);
        RecurrentState.Check(recurrent, planner.Graph, check);
        var seen = GraphLayout.CreateObservation(
            package, planner.Graph, errors, planner.File, [.. recurrent.Select(r => r.Input)], mayMiss: true);
        if (planned.Count == 0)
            check.Fail("plan", "an output that is an input of the actor", GraphCheck.Names(planner.Graph.Outputs));
        var plan = new List<(string, long[])>();
        foreach (var input in planned)
        {
            var output = planner.Graph.Outputs.First(o => o.Name == input.Name);
            if (!actorCheck.IsFloat(input) | !check.IsFloat(output))
                continue;
            long[] shape = [.. output.Shape.Select((d, i) => i == 0 ? Math.Max(1, d) : d)];
            if (shape.Any(d => d < 1) || input.Shape.Count != shape.Length || !input.Shape.Zip(shape).All(d => d.First < 0 || d.First == d.Second))
                check.Fail(output.Name, "fixed dimensions, the same in planner and actor", $"{ErrorText.Shape(output.Shape)} and {ErrorText.Shape(input.Shape)}");
            plan.Add((input.Name, shape));
        }

        var union = new List<(string, long[], Control.Observations.ImageTensorSpec)>();
        foreach (var camera in package.Cameras)
        {
            var feature = FeatureNames.Image(camera.Camera.Name);
            var first = IndexOf(package, actorSees, feature);
            var second = IndexOf(package, seen, feature);
            if (first < 0 && second < 0)
                check.Fail(feature, "an input of that name in planner or actor", GraphCheck.Names([.. planner.Graph.Inputs, .. actor.Inputs]));
            else if (first >= 0 && second >= 0 && !actorSees.Images[first].Shape.SequenceEqual(seen.Images[second].Shape))
                check.Fail(feature, $"shape {ErrorText.Shape(actorSees.Images[first].Shape)}, as the actor has it", ErrorText.Shape(seen.Images[second].Shape));
            else
                union.Add(first >= 0 ? actorSees.Images[first] : seen.Images[second]);
        }

        if (package.Manifest.Goals is not null && (actorSees.Goals is null) == (seen.Goals is null))
            check.Fail("x-robotpolicy.goals", "inputs for goals in planner or actor", actorSees.Goals is null ? "in neither" : "in both");
        var state = actorSees.StateInput is null ? seen : actorSees;
        return errors.Count != before ? null : new PlannerLayout(
            package,
            planner.Graph,
            seen,
            actorSees,
            new ObservationLayout(state.StateInput, state.StateShape, union, actorSees.Goals ?? seen.Goals),
            recurrent,
            [.. plan]);
    }

    /// <summary>Binds the planner, and the plan to the actor.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="actorObservation">Where the actor's part of the observation goes.</param>
    /// <param name="every">Inferences from one run of the planner to the next.</param>
    public Built Bind(OnnxGraph actor, BoundObservation actorObservation, int every)
    {
        var own = BoundObservation.Bind(_planner, _seen);
        var shared = new List<(Memory<float>, Memory<float>)>();
        if (_actorSees.StateInput is not null && _seen.StateInput is not null)
            shared.Add((actorObservation.State, own.State));
        var images = new List<Memory<float>>();
        foreach (var camera in _package.Cameras)
        {
            var feature = FeatureNames.Image(camera.Camera.Name);
            var first = IndexOf(_package, _actorSees, feature);
            var second = IndexOf(_package, _seen, feature);
            if (first >= 0 && second >= 0)
                shared.Add((actorObservation.Images[first], own.Images[second]));
            images.Add(first >= 0 ? actorObservation.Images[first] : own.Images[second]);
        }

        var outputs = new EncoderOutputs(_planner);
        var plan = _plan.Select(p => (outputs.Bind(p.Name, p.Shape), actor.BindInput(p.Name, p.Shape))).ToArray();
        var planner = new Planner(_planner, shared, plan, every, RecurrentState.Bind(_recurrent, _planner));
        return new Built(planner, outputs, new BoundObservation(
            _actorSees.StateInput is null ? own.State : actorObservation.State, images, actorObservation.Goals ?? own.Goals));
    }

    private static int IndexOf(PolicyPackage package, ObservationLayout layout, string feature)
    {
        // The only camera may go by another name.
        if (package.Cameras.Count == 1)
            return layout.Images.Count - 1;
        for (var i = 0; i < layout.Images.Count; i++)
            if (FeatureNames.Means(layout.Images[i].Input, feature))
                return i;
        return -1;
    }

    /// <param name="Planner">The planner.</param>
    /// <param name="Outputs">Its outputs.</param>
    /// <param name="Observation">Where the whole observation goes.</param>
    internal sealed record Built(Planner Planner, EncoderOutputs Outputs, BoundObservation Observation);
}
