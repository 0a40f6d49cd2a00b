using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>
/// A graph that chooses primitives: √gripper for the first, √elbow for the second, the newest choice for the third, and the oldest one
/// for done.
/// </summary>
public sealed class SelectorPolicyTests : IDisposable
{
    private const string Goals =
        ", \"goals\": { \"required\": true, \"accepts\": [ { \"type\": \"text\", \"input\": \"goal.text\", \"tokenizer\": \"tokenizer.json\" } ] }";

    private const string Section =
        """
        , "graphs": { "selector": "selector.onnx" }, "selector": { "primitives": [
            { "name": "reach", "goal": "reach cube" }, { "name": "grasp", "goal": "grasp cube", "time_limit": 2.5 }, { "name": "lift", "goal": "lift" } ],
          "history": 6, "max_choices": 9 }
        """;

    private readonly ImagePreprocessor _images = new();
    private readonly Observation _observation = new(2, 0);
    private readonly ActionChunk _chunk = new(1, 2);

    public void Dispose() => _images.Dispose();

    [Theory]
    [InlineData(OnnxModelBuilder.Int64)]
    [InlineData(OnnxModelBuilder.Float32)]
    public void Infer_AskedForAChoice_ChoosesOfWhatIsSeenAndChosen(int type)
    {
        using var package = Package(Goals + Section, Selector(type));
        using var policy = Load(package);
        Assert.Equal(["reach", "grasp", "lift"], policy.Spec.Selector!.Primitives.Select(p => p.Name));
        Assert.Equal((6, 9), (policy.Spec.Selector.History, policy.Spec.Selector.MaxChoices));
        Assert.Equal(2.5, policy.Spec.Selector.Primitives[1].TimeLimitSeconds);

        Assert.Equal((PolicyStatus.Chosen, 1), Choose(policy, 4, 1, 0, 0, 0, 0, 0, 0));
        Assert.Equal((PolicyStatus.Chosen, 2), Choose(policy, 1, 9, 0, 0, 0, 0, 0, 1));
        Assert.Equal((PolicyStatus.Chosen, 3), Choose(policy, 1, 1, 0, 0, 0, 0, 1, 2));
        Assert.Equal((PolicyStatus.Chosen, 4), Choose(policy, 1, 1, 3, 1, 1, 1, 2, 2));

        // √−1 is no number, and chooses nothing.
        Assert.Equal((PolicyStatus.Undecided, 0), Choose(policy, -1, 9, 0, 0, 0, 0, 0, 0));
        Assert.Equal((PolicyStatus.Undecided, 0), Choose(policy, 4, -1, 3, 0, 0, 0, 0, 0));

        // With a goal again it acts, and says nothing about primitives.
        policy.UseGoal(policy.PrepareGoal(new TextGoal("lift"), []));
        Assert.Equal(PolicyStatus.Ok, policy.Infer(_observation, _chunk));
        Assert.Equal(0, _chunk.Signals.Choice);
    }

    [Fact]
    public void Infer_LeadBelowTheMargin_ChoosesNothing()
    {
        using var package = Package(Goals + Section.Replace("\"history\": 6", "\"history\": 6, \"margin\": 0.5"), Selector(OnnxModelBuilder.Int64));
        using var policy = Load(package);
        Assert.Equal((PolicyStatus.Chosen, 1), Choose(policy, 4, 1, 0, 0, 0, 0, 0, 0));
        Assert.Equal((PolicyStatus.Undecided, 0), Choose(policy, 4, 4, 0, 0, 0, 0, 0, 0));
    }

    [Fact]
    public void Infer_Choices_AllocateNothing()
    {
        using var package = Package(Goals + Section, Selector(OnnxModelBuilder.Int64));
        using var policy = Load(package);
        policy.UseGoal(new ChoiceRequest([0, 0, 0, 0, 1, 2]));
        for (var i = 0; i < 10; i++)
            policy.Infer(_observation, _chunk);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            policy.Infer(_observation, _chunk);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(3, _chunk.Signals.Choice);
    }

    [Fact]
    public void Load_SelectorThatDoesNotFit_ReportsEveryMismatch()
    {
        using var package = Package(Goals + Section, new OnnxModelBuilder()
            .Input("unknown", 1, 2)
            .Input("history", 1, 5)
            .Node("Identity", ["unknown"], "logits")
            .Node("Identity", ["history"], "past")
            .Output("logits", 1, 2)
            .Output("past", 1, 5));

        var errors = Errors(package);

        Assert.Contains(errors, e => e.StartsWith("selector.onnx: unknown: expected an output of that name", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("selector.onnx: history: expected shape [1, 6], actual [1, 5]", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("selector.onnx: logits: expected shape [1, 4]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"history\": 6", "\"history\": 0", "selector.history")]
    [InlineData("\"max_choices\": 9", "\"max_choices\": 0", "selector.max_choices")]
    [InlineData("\"max_choices\": 9", "\"margin\": -1", "selector.margin")]
    [InlineData("\"max_choices\": 9", "\"mood\": 9", "selector.mood")]
    [InlineData("\"grasp\", \"goal\"", "\"reach\", \"goal\"", "selector.primitives[1].name: expected one primitive of each name")]
    [InlineData("{ \"name\": \"lift\", \"goal\": \"lift\" }", "{ \"goal\": \"lift\" }", "selector.primitives[2].name")]
    [InlineData("{ \"name\": \"lift\", \"goal\": \"lift\" }", "{ \"name\": \"lift\" }", "selector.primitives[2].goal")]
    [InlineData("\"time_limit\": 2.5", "\"time_limit\": -2", "selector.primitives[1].time_limit")]
    [InlineData("\"graphs\": { \"selector\": \"selector.onnx\" }, ", "", "selector: expected graphs.selector")]
    [InlineData("\"lift\", \"goal\": \"lift\"", "\"lift\", \"goal\": \"lift lift lift\"", "selector.primitives[2].goal: expected a goal that the package can use")]
    public void Load_SectionThatDoesNotFit_IsRefused(string known, string other, string expected)
    {
        Assert.Contains(known, Section, StringComparison.Ordinal);
        using var package = Package(Goals + Section.Replace(known, other), Selector(OnnxModelBuilder.Int64));
        Assert.Contains(Errors(package), e => e.StartsWith("manifest.json: x-robotpolicy." + expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_SeveralMistakes_ReportsThemTogether()
    {
        using var package = Package(
            Goals + Section.Replace("\"history\": 6", "\"history\": 99").Replace("\"grasp\", \"goal\"", "\"reach\", \"goal\""), Selector(OnnxModelBuilder.Int64));
        Assert.Equal(2, Errors(package).Length);
    }

    [Fact]
    public void Load_WithoutTextGoals_IsRefused()
    {
        using var package = Package(Section, Selector(OnnxModelBuilder.Int64));
        Assert.Contains(Errors(package), e => e.StartsWith("manifest.json: x-robotpolicy.selector: expected goals.accepts with text", StringComparison.Ordinal));
    }

    private static RolePolicyPackage Package(string extension, OnnxModelBuilder selector)
    {
        var package = new RolePolicyPackage(extension, new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Input("goal.text", OnnxModelBuilder.Int64, [1, 2])
            .Node("Cast", ["goal.text"], "tokens", OnnxModelBuilder.Attribute("to", OnnxModelBuilder.Float32))
            .Node("Add", ["observation.state", "tokens"], "action")
            .Node("Identity", ["observation.state"], "feature")
            .Output("action", 1, 2)
            .Output("feature", 1, 2));
        package.Write("selector.onnx", selector);
        package.Write(
            "tokenizer.json",
            """{ "pre_tokenizer": { "type": "Whitespace" }, "model": { "type": "WordLevel", "unk_token": "?", "vocab": { "?": 7, "reach": 1, "grasp": 2, "lift": 3, "cube": 4 } } }"""u8.ToArray());
        return package;
    }

    private static OnnxModelBuilder Selector(int type) => new OnnxModelBuilder()
        .Input("feature", 1, 2)
        .Input("history", type, [1, 6])
        .Constant("seen_weights", [1, 0, 0, 0, 0, 1, 0, 0], 2, 4)
        .Constant("past_weights", [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], 6, 4)
        .Node("Cast", ["history"], "choices", OnnxModelBuilder.Attribute("to", OnnxModelBuilder.Float32))
        .Node("Sqrt", ["feature"], "root")
        .Node("MatMul", ["root", "seen_weights"], "seen")
        .Node("MatMul", ["choices", "past_weights"], "past")
        .Node("Add", ["seen", "past"], "logits")
        .Output("logits", 1, 4);

    private (PolicyStatus Status, int Choice) Choose(OnnxPolicy policy, double gripper, double elbow, params int[] history)
    {
        (_observation.Positions[0], _observation.Positions[1]) = (gripper, elbow);
        policy.UseGoal(new ChoiceRequest(history));
        return (policy.Infer(_observation, _chunk), _chunk.Signals.Choice);
    }

    private string[] Errors(RolePolicyPackage package)
    {
        var result = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images);
        Assert.Null(result.Policy);
        return [.. result.Errors.Select(e => e.ToString())];
    }

    private OnnxPolicy Load(RolePolicyPackage package)
    {
        var result = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images);
        Assert.Empty(result.Errors);
        return result.Policy!;
    }
}
