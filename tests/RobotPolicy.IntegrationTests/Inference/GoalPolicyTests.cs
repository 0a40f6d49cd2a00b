using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>A graph whose normalised action is the state plus the sum of what a goal fills: token ids, strokes and flags.</summary>
public sealed class GoalPolicyTests : IDisposable
{
    private const string Goals =
        """
        "goals": { "required": true, "given": "goal.given", "accepts": [
          { "type": "text", "input": "goal.text", "tokenizer": "tokenizer.json" },
          { "type": "sketch", "input": "goal.sketch", "camera": "front", "radius": 0.5 },
          { "type": "pose", "input": "goal.pose" },
          { "type": "image", "input": "goal.image" } ] },
        "task"
        """;

    private readonly TestPolicyPackage _package = new();
    private readonly ImagePreprocessor _images = new();
    private readonly ImagePreprocessor _goalImages = new();

    public GoalPolicyTests()
    {
        _package.EditManifest("\"task\"", Goals);
        _package.Write(
            "tokenizer.json",
            """{ "pre_tokenizer": { "type": "Whitespace" }, "model": { "type": "WordLevel", "unk_token": "?", "vocab": { "?": 7, "blue": 20, "disc": 300 } } }""");
        _package.Write("model.onnx", Graph().Build());
    }

    public void Dispose()
    {
        _images.Dispose();
        _goalImages.Dispose();
        _package.Dispose();
    }

    [Fact]
    public void UseGoal_Text_FillsTokensAndFlag()
    {
        using var policy = Load();
        Assert.Equal([TaskGoalKind.Text, TaskGoalKind.Sketch, TaskGoalKind.Pose, TaskGoalKind.Picture], policy.Spec.Goals);
        Assert.True(policy.Spec.RequiresGoal);

        // 300 + 20 as tokens, 1 as the first flag, which the graph weighs with 10 000.
        Assert.Equal(10_320, Sum(policy, new TextGoal("disc blue")), 1e-2);
        Assert.Equal(0, Sum(policy, null), 1e-4);
    }

    [Fact]
    public void UseGoal_Sketch_FillsTheRasterAndForgetsTheTextBefore()
    {
        using var policy = Load();
        Sum(policy, new TextGoal("blue"));

        // One point of radius ½ lights one pixel fully; the second flag weighs 20 000.
        Assert.Equal(20_001, Sum(policy, new StrokeGoal([[(2, 2)]], 5, 5, "front")), 1e-2);
    }

    [Fact]
    public void UseGoal_Pose_IsNormalisedAsTheStateIs()
    {
        using var policy = Load();

        // elbow (3 − 1) / 2 = 1, gripper (1 − 0.5) / 0.25 = 2.
        Assert.Equal(30_003, Sum(policy, new PoseGoal([1, 3])), 1e-2);
    }

    [Fact]
    public void PrepareGoal_WhatCannotBeUsed_SaysWhy()
    {
        using var policy = Load();
        Assert.Contains("camera 'front'", Problem(policy, new StrokeGoal([[(2, 2)]], 5, 5, "wrist")), StringComparison.Ordinal);
        Assert.Contains("finite position", Problem(policy, new PoseGoal([double.NaN, 1])), StringComparison.Ordinal);
        Assert.Contains("cannot be used", Problem(policy, new PictureGoal(new byte[] { 0xFF, 0xD8, 0xFF, 0 }, PixelFormat.Jpeg, "front")), StringComparison.Ordinal);
        Assert.Contains("3 tokens", Problem(policy, new TextGoal("blue blue blue")), StringComparison.Ordinal);
        Assert.Contains("text, sketch, pose, image", Problem(policy, new VectorGoal(new float[3])), StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_WithGoal_AllocatesNothing()
    {
        using var policy = Load();
        var (observation, chunk) = Buffers();
        policy.UseGoal(policy.PrepareGoal(new TextGoal("blue"), new List<string>()));
        for (var i = 0; i < 50; i++)
            policy.Infer(observation, chunk);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++)
            policy.Infer(observation, chunk);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("\"goal.pose\"", "\"goal.position\"", "goal.position")]
    [InlineData("\"tokenizer.json\"", "\"missing.json\"", "x-robotpolicy.goals.accepts[0].tokenizer")]
    [InlineData("\"given\": \"goal.given\", ", "", "x-robotpolicy.goals.given")]
    [InlineData("\"type\": \"pose\"", "\"type\": \"smell\"", "x-robotpolicy.goals.accepts[2].type")]
    public void Load_GoalsThatDoNotFit_SaysWhere(string known, string other, string field)
    {
        _package.EditManifest(known, other);
        var result = PolicyLoader.Load(_package.Folder, TestPolicyPackage.Robot, _images, new PolicyLoaderOptions { GoalImages = _goalImages });
        Assert.Null(result.Policy);
        Assert.Contains(result.Errors, error => error.Field == field);
    }

    private static OnnxModelBuilder Graph()
    {
        var all = OnnxModelBuilder.Attribute("keepdims", 0);
        return new OnnxModelBuilder()
            .Input("observation.images.front", 1, 3, TestPolicyPackage.Height, TestPolicyPackage.Width)
            .Input("observation.state", 1, 2)
            .Input("goal.text", OnnxModelBuilder.Int64, [1, 2])
            .Input("goal.sketch", 1, 1, 5, 5)
            .Input("goal.pose", 1, 2)
            .Input("goal.image", 1, 3, 4, 4)
            .Input("goal.given", 1, 4)
            .Constant("weights", [10_000, 20_000, 30_000, 40_000], 1, 4)
            .Constant("zeros", new float[8], 1, TestPolicyPackage.Chunk, 2)
            .Node("Cast", ["goal.text"], "tokens", OnnxModelBuilder.Attribute("to", OnnxModelBuilder.Float32))
            .Node("ReduceSum", ["tokens"], "text", all)
            .Node("ReduceSum", ["goal.sketch"], "sketch", all)
            .Node("ReduceSum", ["goal.pose"], "pose", all)
            .Node("ReduceSum", ["goal.image"], "picture", all)
            .Node("ReduceSum", ["observation.images.front"], "seen", all)
            .Node("Sub", ["seen", "seen"], "nothing")
            .Node("Mul", ["goal.given", "weights"], "weighed")
            .Node("ReduceSum", ["weighed"], "flag", all)
            .Node("Sum", ["text", "sketch", "pose", "picture", "flag", "nothing"], "goal")
            .Node("Add", ["observation.state", "zeros"], "moved")
            .Node("Add", ["moved", "goal"], "action")
            .Output("action", 1, TestPolicyPackage.Chunk, 2);
    }

    private OnnxPolicy Load()
    {
        var result = PolicyLoader.Load(_package.Folder, TestPolicyPackage.Robot, _images, new PolicyLoaderOptions { GoalImages = _goalImages });
        Assert.Empty(result.Errors);
        return result.Policy!;
    }

    private static string Problem(OnnxPolicy policy, TaskGoal goal)
    {
        var problems = new List<string>();
        Assert.Null(policy.PrepareGoal(goal, problems));
        return Assert.Single(problems);
    }

    /// <summary>What the goal adds to the normalised action.</summary>
    private static double Sum(OnnxPolicy policy, TaskGoal? goal)
    {
        var problems = new List<string>();
        policy.UseGoal(goal is null ? null : policy.PrepareGoal(goal, problems));
        Assert.Empty(problems);
        var (observation, chunk) = Buffers();
        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));

        // Joint 0 of the robot is the gripper, the first number of the action: state elbow = −½ normalised.
        return ((chunk.Action(0)[0] - 0.25) / 0.125) + 0.5;
    }

    private static (Observation Observation, ActionChunk Chunk) Buffers()
    {
        var observation = new Observation(2, 1);
        observation.SetImage(0, new MemoryFrame(PixelFormat.Rgb8, 16, 12, 16 * 3, new byte[16 * 12 * 3]));
        return (observation, new ActionChunk(TestPolicyPackage.Chunk, 2));
    }
}
