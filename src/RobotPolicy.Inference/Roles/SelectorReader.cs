using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Roles;

/// <summary>Reads <c>x-robotpolicy.selector</c>: the primitives that <c>graphs.selector</c> chooses from.</summary>
internal static class SelectorReader
{
    public const string Section = "selector";
    private const int MaxName = 64;
    private const int MaxGoal = 1000;
    private const int MaxChoices = 10_000;
    private const double MaxSeconds = 7 * 24 * 3600;

    /// <summary>How primitives are chosen; <see langword="null"/> where there is no such graph.</summary>
    public static SelectorSpec? Read(JsonCursor extension, bool hasGraph)
    {
        if (extension.Object(Section, required: hasGraph) is not { } json)
            return null;
        json.RejectUnknown("primitives", "history", "margin", "max_choices");
        if (!hasGraph)
            json.Fail("graphs.selector, which chooses", "nothing");
        var primitives = ReadPrimitives(json);
        var history = json.Int("history", 1, SelectorSpec.MaxHistory);
        var margin = json.Number("margin", 0, 1000);
        var choices = json.Int("max_choices", 1, MaxChoices);
        return !hasGraph || primitives.Count == 0 ? null : new SelectorSpec
        {
            Primitives = primitives,
            History = history ?? 6,
            Margin = margin ?? 0,
            MaxChoices = choices ?? SelectorSpec.DefaultMaxChoices,
        };
    }

    private static List<PrimitiveSpec> ReadPrimitives(JsonCursor json)
    {
        var list = new List<PrimitiveSpec>();
        var items = json.Items("primitives");
        if (items.Count is 0 or > SelectorSpec.MaxPrimitives)
            json.FailAt("primitives", $"1 to {SelectorSpec.MaxPrimitives} primitives", $"{items.Count}");
        foreach (var item in items.Take(SelectorSpec.MaxPrimitives))
        {
            item.RejectUnknown("name", "goal", "time_limit");
            var name = item.String("name", required: true);
            var goal = item.String("goal", required: true);
            var limit = item.Number("time_limit", 0, MaxSeconds) ?? 0;
            if (name?.Length > MaxName)
                item.FailAt("name", $"at most {MaxName} characters", $"{name.Length}");
            if (goal?.Length > MaxGoal)
                item.FailAt("goal", $"at most {MaxGoal} characters", $"{goal.Length}");
            if (name is not null && list.Any(p => p.Name == name))
                item.FailAt("name", "one primitive of each name", ErrorText.Quote(name));
            if (name is not null && goal is not null)
                list.Add(new PrimitiveSpec(name, goal, limit));
        }

        return list;
    }
}
