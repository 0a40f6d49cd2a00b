using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>Graphs that remember, plan, correct, and say more than actions.</summary>
public sealed class RolePolicyTests : IDisposable
{
    private readonly ImagePreprocessor _images = new();
    private readonly Observation _observation = new(2, 0);

    public void Dispose() => _images.Dispose();

    [Theory]
    [InlineData("state_in.h", "state_out.h", "")]
    [InlineData("h0", "h1", ", \"recurrent\": [ { \"input\": \"h0\", \"output\": \"h1\", \"reset\": \"zeros\" } ]")]
    public void Infer_RecurrentState_GoesOn_UnlessTheInferenceCameToNothing(string input, string output, string extension)
    {
        using var package = new RolePolicyPackage(extension, Counter(input, output));
        using var policy = Load(package);
        (_observation.Positions[0], _observation.Positions[1]) = (4, 9);

        Assert.Equal([2, 3], Infer(policy));
        Assert.Equal([3, 4], Infer(policy));

        // √−1 is no number, and the state of that run is not gone on from.
        _observation.Positions[1] = -1;
        Assert.Equal(PolicyStatus.NonFiniteOutput, policy.Infer(_observation, new ActionChunk(1, 2)));
        _observation.Positions[1] = 9;
        Assert.Equal([4, 5], Infer(policy));
        Assert.Equal([5, 6], Infer(policy));

        policy.Reset();
        Assert.Equal([2, 3], Infer(policy));
        AssertAllocatesNothing(policy);
    }

    [Fact]
    public void Infer_RecurrentStateWithAPeriod_BeginsAnewAfterIt()
    {
        using var package = new RolePolicyPackage(
            ", \"recurrent\": [ { \"input\": \"h0\", \"output\": \"h1\", \"every\": 2 } ]", Counter("h0", "h1"));
        using var policy = Load(package);

        Assert.Equal([0, 1, 0, 1, 0], Enumerable.Range(0, 5).Select(_ => Infer(policy)[0]));
    }

    [Fact]
    public void Infer_TwoRates_PlansEveryThird_ActsEveryTime()
    {
        const string extension = ", \"graphs\": { \"planner\": \"planner.onnx\", \"actor\": \"model.onnx\" }, \"two_rate\": { \"every\": 3 }";
        using var package = new RolePolicyPackage(extension, new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Input("plan", 1, 2)
            .Node("Add", ["observation.state", "plan"], "action")
            .Output("action", 1, 2));
        package.Write("planner.onnx", new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Input("state_in.count", 1)
            .Constant("one", [1], 1)
            .Constant("ten", [10], 1)
            .Node("Add", ["state_in.count", "one"], "state_out.count")
            .Node("Mul", ["observation.state", "ten"], "tenfold")
            .Node("Sqrt", ["tenfold"], "root")
            .Node("Mul", ["root", "root"], "square")
            .Node("Identity", ["square"], "plan")
            .Node("Identity", ["state_in.count"], "plans")
            .Output("plan", 1, 2)
            .Output("plans", 1)
            .Output("state_out.count", 1));
        using var policy = Load(package);

        double Act(double gripper)
        {
            _observation.Positions[0] = gripper;
            return Infer(policy)[0];
        }

        Assert.Equal([11, 12, 13, 44, 45], new double[] { 1, 2, 3, 4, 5 }.Select(Act), (a, b) => Math.Abs(a - b) < 1e-4);

        // A plan that is no number is made again, at the next inference.
        Act(6);
        _observation.Positions[0] = -1;
        Assert.Equal(PolicyStatus.NonFiniteOutput, policy.Infer(_observation, new ActionChunk(1, 2)));
        Assert.Equal(22, Act(2), 1e-4);

        policy.Reset();
        Assert.Equal(77, Act(7), 1e-4);
        AssertAllocatesNothing(policy);
    }

    [Fact]
    public void Infer_FurtherOutputs_AreReadBesideTheActions()
    {
        const string extension =
            """
            , "outputs": { "done": { "role": "success" }, "progress": { "role": "progress" }, "embedding": { "role": "embedding" }, "ids": { "role": "plan_text" } }
            """;
        using var package = new RolePolicyPackage(extension, new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Constant("ten", [10], 1)
            .Node("Identity", ["observation.state"], "action")
            .Node("ReduceMean", ["observation.state"], "progress", OnnxModelBuilder.Attribute("axes", [1L]), OnnxModelBuilder.Attribute("keepdims", 1))
            .Node("Sqrt", ["progress"], "done")
            .Node("Mul", ["observation.state", "ten"], "embedding")
            .Node("Cast", ["embedding"], "ids", OnnxModelBuilder.Attribute("to", OnnxModelBuilder.Int64))
            .Output("action", 1, 2)
            .Output("progress", 1, 1)
            .Output("done", -1, 1)
            .Output("embedding", 1, 2)
            .Output("ids", OnnxModelBuilder.Int64, [1, 2]));
        using var policy = Load(package);
        var chunk = new ActionChunk(1, 2);
        (_observation.Positions[0], _observation.Positions[1]) = (0.2, 0.3);

        Assert.Equal(PolicyStatus.Ok, policy.Infer(_observation, chunk));

        Assert.Equal(0.25f, chunk.Signals.Progress, 1e-6f);
        Assert.Equal(0.5f, chunk.Signals.Success, 1e-6f);
        Assert.True(float.IsNaN(chunk.Signals.Confidence));
        Assert.Equal(["embedding", "ids"], policy.Extras.Tensors.Select(t => t.Name));
        Assert.Equal([2, 3], policy.Extras.Tensors[0].Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal([2L, 3L], policy.Extras.Tensors[1].Ids.ToArray());

        // No number is no success.
        (_observation.Positions[0], _observation.Positions[1]) = (-0.2, -0.3);
        Assert.Equal(PolicyStatus.Ok, policy.Infer(_observation, chunk));
        Assert.True(float.IsNaN(chunk.Signals.Success));
        AssertAllocatesNothing(policy);
    }

    [Fact]
    public void Infer_LogitsAndCritic_BecomeProbabilityAndAccumulatedProgress()
    {
        const string extension =
            """
            , "outputs": {
                "logit": { "role": "success", "logits": true, "threshold": 0.8, "consecutive": 2 },
                "critic": { "role": "progress", "accumulate": true, "threshold": 0.9 } }
            """;
        using var package = new RolePolicyPackage(extension, new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Constant("hundred", [100], 1)
            .Node("Identity", ["observation.state"], "action")
            .Node("ReduceMean", ["observation.state"], "logit", OnnxModelBuilder.Attribute("axes", [1L]), OnnxModelBuilder.Attribute("keepdims", 1))
            .Node("Mul", ["logit", "hundred"], "critic")
            .Output("action", 1, 2)
            .Output("logit", 1, 1)
            .Output("critic", 1, 1));
        using var policy = Load(package);
        Assert.Equal((new SuccessRule(0.8, 2), 0.9), (policy.Spec.Success, policy.Spec.ProgressEnd));

        PolicySignals See(double value)
        {
            var chunk = new ActionChunk(1, 2);
            (_observation.Positions[0], _observation.Positions[1]) = (value, value);
            Assert.Equal(PolicyStatus.Ok, policy.Infer(_observation, chunk));
            return chunk.Signals;
        }

        Assert.Equal(1 / (1 + Math.Exp(-0.4)), See(0.4).Success, 1e-6);
        Assert.Equal(0.7f, See(0.5).Progress, 1e-5f);

        // Another epoch of the same task: what was reached stays, and a row of successes begins anew.
        policy.Reset();
        var signals = See(-0.2);
        Assert.Equal(0.64f, signals.Progress, 1e-5f);
        Assert.True(float.IsNaN(signals.Recent.Least(2)));
        Assert.Equal(0.856f, See(0.6).Progress, 1e-5f);

        policy.BeginTask();
        Assert.Equal(0.4f, See(0.4).Progress, 1e-5f);
        AssertAllocatesNothing(policy);
    }

    [Fact]
    public void Infer_Verifier_SpeaksEverySecondTimeOfWhatTheGraphSees()
    {
        const string extension =
            """
            , "graphs": { "verifier": "verifier.onnx" }, "verifier": { "every": 2, "threshold": 0.7 }
            """;
        using var package = new RolePolicyPackage(extension, new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Node("Identity", ["observation.state"], "action")
            .Node("Identity", ["observation.state"], "feature")
            .Output("action", 1, 2)
            .Output("feature", 1, 2));
        package.Write("verifier.onnx", new OnnxModelBuilder()
            .Input("feature", 1, 2)
            .Node("ReduceMean", ["feature"], "success", OnnxModelBuilder.Attribute("axes", [1L]), OnnxModelBuilder.Attribute("keepdims", 1))
            .Output("success", 1, 1));
        using var policy = Load(package);
        Assert.Equal(new SuccessRule(0.7), policy.Spec.Success);

        float See(double value)
        {
            var chunk = new ActionChunk(1, 2);
            (_observation.Positions[0], _observation.Positions[1]) = (value, value);
            Assert.Equal(PolicyStatus.Ok, policy.Infer(_observation, chunk));
            return chunk.Signals.Success;
        }

        Assert.True(float.IsNaN(See(0.9)));
        Assert.Equal(0.8f, See(0.8), 1e-6f);
        Assert.Equal(0.8f, See(0.1), 1e-6f);

        // What is no probability is no word for success.
        Assert.True(float.IsNaN(See(1.5)));
        AssertAllocatesNothing(policy);
    }

    [Fact]
    public void Load_VerifierThatDoesNotFit_ReportsEveryMismatch()
    {
        const string extension =
            """
            , "graphs": { "verifier": "verifier.onnx" }, "outputs": { "action": { "role": "other" } }
            """;
        using var package = new RolePolicyPackage(extension, new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Node("Identity", ["observation.state"], "action")
            .Output("action", 1, 2));
        package.Write("verifier.onnx", new OnnxModelBuilder()
            .Input("unknown", 1, 2)
            .Node("Identity", ["unknown"], "success")
            .Output("success", 1, 2));

        var errors = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors.Select(e => e.ToString()).ToArray();

        Assert.Contains(errors, e => e.StartsWith("verifier.onnx: unknown: expected an output of that name", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("verifier.onnx: success: expected shape [1, 1], actual [1, 2]", StringComparison.Ordinal));
    }

    [Fact]
    public void Infer_ConfidentClassFarFromTheNumber_ReplacesIt()
    {
        // The class is always the last of eleven, and sure: 10/11. The number is the state.
        var logits = new float[22];
        (logits[10], logits[21]) = (50, 50);
        using var package = new RolePolicyPackage(", \"confidence\": { \"logits\": \"classes\" }", new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Constant("zero", [0], 1)
            .Constant("scores", logits, 1, 2, 11)
            .Node("Identity", ["observation.state"], "action")
            .Node("Add", ["scores", "zero"], "classes")
            .Output("action", 1, 2)
            .Output("classes", 1, 2, 11));
        using var policy = Load(package);
        (_observation.Positions[0], _observation.Positions[1]) = (0.1, 0.9);

        var action = Infer(policy);

        Assert.Equal(10.0 / 11, action[0], 1e-6);
        Assert.Equal(0.9, action[1], 1e-6);
    }

    [Fact]
    public void Load_RolesThatDoNotFit_ReportsEveryMismatch()
    {
        const string extension =
            """
            , "recurrent": [ { "input": "h0", "output": "h1" }, { "input": "nobody", "output": "h1" } ],
              "outputs": { "gone": { "role": "progress" }, "action": { "role": "success" } },
              "graphs": { "residual": "residual.onnx" }
            """;
        using var package = new RolePolicyPackage(extension, new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Input("h0", 1, 4)
            .Node("Identity", ["observation.state"], "action")
            .Node("ReduceMean", ["h0"], "h1", OnnxModelBuilder.Attribute("axes", [1L]), OnnxModelBuilder.Attribute("keepdims", 1))
            .Output("action", 1, 2)
            .Output("h1", 1, 1));
        package.Write("residual.onnx", new OnnxModelBuilder()
            .Input("action", 1, 3)
            .Node("Identity", ["action"], "out")
            .Output("out", 1, 3));

        var errors = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors.Select(e => e.ToString()).ToArray();

        Assert.Equal(6, errors.Length);
        Assert.StartsWith("residual.onnx: action: expected shape [1, 2], actual [1, 3]", errors[0]);
        Assert.StartsWith("residual.onnx: residual: expected an output of that name, actual out", errors[1]);
        Assert.StartsWith("model.onnx: h0: expected the same fixed shape and floating-point type as 'h1'", errors[2]);
        Assert.StartsWith("manifest.json: x-robotpolicy.recurrent[1].input: expected an input of a graph that sees the observation, actual 'nobody'", errors[3]);
        Assert.StartsWith("manifest.json: x-robotpolicy.outputs.gone: expected an output of a graph", errors[4]);
        Assert.StartsWith("manifest.json: x-robotpolicy.outputs.action: expected an output of one number, actual [1, 2]", errors[5]);
    }

    [Theory]
    [InlineData(", \"two_rate\": { \"every\": 3 }", "x-robotpolicy.two_rate: expected graphs.planner")]
    [InlineData(", \"residual\": { \"scale\": 1 }", "x-robotpolicy.residual: expected graphs.residual")]
    [InlineData(", \"graphs\": { \"planner\": \"model.onnx\" }", "x-robotpolicy.graphs.actor: expected a string, actual nothing")]
    [InlineData(", \"recurrent\": [ { \"input\": \"a\", \"output\": \"b\", \"reset\": \"noise\" } ]", "x-robotpolicy.recurrent[0].reset: expected one of zeros")]
    [InlineData(", \"outputs\": { \"a\": { \"role\": \"mood\" } }", "x-robotpolicy.outputs.a.role: expected one of progress")]
    [InlineData(", \"verifier\": { \"every\": 2 }", "x-robotpolicy.verifier: expected graphs.verifier")]
    [InlineData(", \"outputs\": { \"a\": { \"role\": \"success\", \"threshold\": 2 } }", "x-robotpolicy.outputs.a.threshold")]
    [InlineData(", \"outputs\": { \"a\": { \"role\": \"success\", \"consecutive\": 9 } }", "x-robotpolicy.outputs.a.consecutive")]
    [InlineData(", \"outputs\": { \"a\": { \"role\": \"success\", \"every\": 2 } }", "x-robotpolicy.outputs.a.every: expected one of the keys role, logits")]
    [InlineData(", \"outputs\": { \"a\": { \"role\": \"progress\", \"every\": 2 } }", "x-robotpolicy.outputs.a.every: expected accumulate: true")]
    public void Load_SectionThatDoesNotFit_IsRefused(string extension, string expected)
    {
        using var package = new RolePolicyPackage(extension, Counter("state_in.h", "state_out.h"));

        Assert.Contains(
            PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors,
            e => e.ToString().StartsWith("manifest.json: " + expected, StringComparison.Ordinal));
    }

    /// <summary>action = √state + h, h' = h + 1.</summary>
    private static OnnxModelBuilder Counter(string input, string output) => new OnnxModelBuilder()
        .Input("observation.state", 1, 2)
        .Input(input, 1, 1)
        .Constant("one", [1], 1)
        .Node("Add", [input, "one"], output)
        .Node("Sqrt", ["observation.state"], "root")
        .Node("Add", ["root", input], "action")
        .Output("action", 1, 2)
        .Output(output, 1, 1);

    private double[] Infer(OnnxPolicy policy)
    {
        var chunk = new ActionChunk(1, 2);
        Assert.Equal(PolicyStatus.Ok, policy.Infer(_observation, chunk));
        return chunk.Actions;
    }

    private void AssertAllocatesNothing(OnnxPolicy policy)
    {
        var chunk = new ActionChunk(1, 2);
        for (var i = 0; i < 10; i++)
            policy.Infer(_observation, chunk);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            policy.Infer(_observation, chunk);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private OnnxPolicy Load(RolePolicyPackage package)
    {
        var result = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images);
        Assert.Empty(result.Errors);
        return result.Policy!;
    }
}
