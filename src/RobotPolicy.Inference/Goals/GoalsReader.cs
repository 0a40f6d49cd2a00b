using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Goals;

/// <summary>Reads a manifest's <c>x-robotpolicy.goals</c>.</summary>
internal static class GoalsReader
{
    private static readonly (string Text, TaskGoalKind Kind)[] Kinds =
    [
        ("text", TaskGoalKind.Text),
        ("image", TaskGoalKind.Picture),
        ("sketch", TaskGoalKind.Sketch),
        ("pose", TaskGoalKind.Pose),
        ("embedding", TaskGoalKind.Embedding),
    ];

    private static readonly (string Text, ResizeFilter Filter)[] Filters =
        [("area", ResizeFilter.Area), ("bilinear", ResizeFilter.Bilinear), ("nearest", ResizeFilter.Nearest)];

    /// <summary>How the manifest spells a form.</summary>
    public static string Name(TaskGoalKind kind) => Kinds.First(k => k.Kind == kind).Text;

    /// <summary>What the package takes, or <see langword="null"/> where it takes nothing.</summary>
    public static GoalsSpec? Read(JsonCursor extension)
    {
        if (extension.Object("goals") is not { } json)
            return null;
        json.RejectUnknown("required", "given", "accepts");
        var given = json.String("given");
        var inputs = new List<GoalInputSpec>();
        foreach (var item in json.Items("accepts"))
            if (ReadInput(item) is { } input)
            {
                if (inputs.Any(other => other.Kind == input.Kind || other.Input == input.Input))
                    item.FailAt("type", "a form and an input that no other has", Name(input.Kind));
                inputs.Add(input);
            }

        if (inputs.Count == 0)
            json.FailAt("accepts", "at least one form of a goal", "none");
        if (inputs.Count > 1 && given is null)
            json.FailAt("given", "the input that is told which form is given, as there are several", "nothing");
        return new GoalsSpec { Required = json.Bool("required") ?? true, Given = given, Inputs = inputs };
    }

    private static GoalInputSpec? ReadInput(JsonCursor json)
    {
        if (json.OneOf("type", [.. Kinds.Select(k => k.Text)], required: true) is not { } type || json.String("input", required: true) is not { } input)
            return null;
        var spec = new GoalInputSpec { Kind = Kinds.First(k => k.Text == type).Kind, Input = input, Field = json.Path };
        switch (spec.Kind)
        {
            case TaskGoalKind.Text:
                // The length is the graph's; peers state it beside the tokenizer, so it may stand here as well.
                json.RejectUnknown("type", "input", "tokenizer", "length");
                json.Int("length", 1, 4096);
                return spec with { Tokenizer = json.String("tokenizer", required: true) };
            case TaskGoalKind.Picture:
                json.RejectUnknown("type", "input", "camera", "interpolation", "mean", "std");
                var filter = json.OneOf("interpolation", [.. Filters.Select(f => f.Text)]);
                return spec with
                {
                    Camera = json.String("camera"),
                    Filter = filter is null ? ResizeFilter.Area : Filters.First(f => f.Text == filter).Filter,
                    Mean = (float)(json.Number("mean", -10, 10) ?? 0),
                    Std = (float)(json.Number("std", 1e-6, 1e6) ?? 1),
                };
            case TaskGoalKind.Sketch:
                json.RejectUnknown("type", "input", "camera", "radius");
                return spec with { Camera = json.String("camera"), Radius = (float)(json.Number("radius", 0.1, 100) ?? 1.5) };
            default:
                json.RejectUnknown("type", "input");
                return spec;
        }
    }
}
