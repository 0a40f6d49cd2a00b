using RobotPolicy.Control.Model;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Actions;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.Actions;

/// <summary>The test package's actions: gripper y·0.125 + 0.25, elbow y·0.5 − 1; the robot's joints are gripper, elbow.</summary>
public sealed class ActionMapTests : IDisposable
{
    private static readonly double[] State = [0.5, 2];
    private readonly TestPolicyPackage _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public void Read_RelativeWithAbsoluteGripper_IsAnchoredAfterDenormalising()
    {
        var (map, spec) = Load("\"representation\": \"relative\", \"absolute\": [\"gripper\"]");
        var chunk = new ActionChunk(spec.Horizon, 2);

        map.Read([0, 0, 1, 1, 2, 2, 3, 3], State, chunk);

        Assert.Equal([0.25, 1, 0.375, 1.5, 0.5, 2, 0.625, 2.5], chunk.Actions);
    }

    [Fact]
    public void Read_First_DropsWhatIsPast()
    {
        var (map, spec) = Load("\"representation\": \"delta\", \"first\": 1");
        var chunk = new ActionChunk(spec.Horizon, 2);

        map.Read([9, 9, 0, 2, 1, 2, 0, 4], State, chunk);

        // Elbow: 2 + 0 + 0 + 1; gripper: 0.5 + 0.25 + 0.375 + 0.25.
        Assert.Equal(3, spec.Horizon);
        Assert.Equal([0.75, 2, 1.125, 2, 1.375, 3], chunk.Actions);
    }

    [Fact]
    public void Read_BinaryJoint_HasTwoPositionsAndIsNeverAnchored()
    {
        var (map, spec) = Load("\"representation\": \"delta\", \"binary\": { \"gripper\": { \"threshold\": 0.5, \"below\": 1, \"above\": -1 } }");
        var chunk = new ActionChunk(spec.Horizon, 2);

        // De-normalised: 0.375, 0.5, 0.625, −0.125.
        map.Read([1, 2, 2, 2, 3, 2, -3, 2], State, chunk);

        Assert.Equal([1.0, -1, -1, 1], Enumerable.Range(0, 4).Select(step => chunk.Action(step)[0]));
    }

    [Fact]
    public void Read_UnitsOfThePolicy_ApplyToPositionsAndToBinaryJoints()
    {
        _package.EditManifest("\"task\"", "\"units\": { \"angle\": \"deg\", \"length\": \"mm\" }, \"task\"");
        var (map, spec) = Load("\"representation\": \"relative\", \"binary\": { \"gripper\": { \"threshold\": 0.5, \"below\": 0, \"above\": 40 } }");
        var chunk = new ActionChunk(spec.Horizon, 2);

        map.Read([2, 362, 0, 2, 0, 2, 0, 2], State, chunk);

        Assert.Equal(0.04, chunk.Actions[0], 1e-12);
        Assert.Equal(2 + Math.PI, chunk.Actions[1], 1e-9);
        Assert.Equal(0, chunk.Actions[2], 1e-12);
    }

    [Theory]
    [InlineData("absolute")]
    [InlineData("delta")]
    [InlineData("velocity")]
    [InlineData("relative")]
    public void TryWrite_ChunkInUse_ComesBackAsTheNetworkSaidIt(string representation)
    {
        var (map, spec) = Load($"\"representation\": \"{representation}\"");
        var chunk = new ActionChunk(spec.Horizon, 2) { IntervalNs = spec.ActionIntervalNs, StartNs = 1000 };
        float[] said = [0.5f, -1, 1, 0.25f, 2, 2, -3, 3];
        map.Read(said, State, chunk);
        var prior = new ChunkPrior(spec.Horizon, 2);
        prior.Continue(chunk, 1000, spec.ActionIntervalNs);
        var decided = new NormalizedPrior(spec.Horizon, 2, 0);

        Assert.True(map.TryWrite(prior, State, decided));

        Assert.Equal(4, decided.Count);
        Assert.Equal(1, decided.DelaySteps);
        for (var i = 0; i < said.Length; i++)
            Assert.Equal(said[i], decided.Actions[i], 1e-5f);
    }

    [Theory]
    [InlineData("absolute", 2f, 6f)]
    [InlineData("delta", -2f, 2f)]
    [InlineData("relative", -2f, 2f)]
    public void TryWriteStart_IsStayingWhereTheRobotIs(string representation, float gripper, float elbow)
    {
        var (map, _) = Load($"\"representation\": \"{representation}\"");
        var start = new float[2];

        Assert.True(map.TryWriteStart(State, start));

        Assert.Equal([gripper, elbow], start);
    }

    [Fact]
    public void Read_AllocatesNothing()
    {
        var (map, spec) = Load("\"representation\": \"velocity\", \"binary\": { \"gripper\": { \"threshold\": 0.5, \"below\": 1, \"above\": -1 } }");
        var chunk = new ActionChunk(spec.Horizon, 2);
        var output = new float[8];
        map.Read(output, State, chunk);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            map.Read(output, State, chunk);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("\"first\": 4", "manifest.json: x-robotpolicy.action.first: expected less than 4, the actions in a chunk, actual 4")]
    [InlineData("\"first\": 3", "manifest.json: x-robotpolicy.executor.execute: expected at most 1, the actions in a chunk, actual 2")]
    public void Load_FirstThatLeavesTooLittle_IsAnError(string text, string error)
    {
        _package.EditManifest("\"representation\": \"absolute\"", text);
        var errors = new List<PackageError>();

        PolicyLoader.CreateSpec(PolicyPackage.Load(_package.Folder, errors)!, TestPolicyPackage.Chunk, new PolicyLoaderOptions(), errors);

        Assert.Equal(error, errors[0].ToString());
    }

    [Fact]
    public void Load_ObservationsThatReachTooFarBack_AreAnError()
    {
        _package.EditManifest("\"n_obs_steps\": 1", "\"n_obs_steps\": 8");
        _package.EditManifest("\"dt\": 0.05", "\"dt\": 0.1");
        var errors = new List<PackageError>();

        PolicyLoader.CreateSpec(PolicyPackage.Load(_package.Folder, errors)!, TestPolicyPackage.Chunk, new PolicyLoaderOptions(), errors);

        Assert.Equal("manifest.json: n_obs_steps: expected observations that reach back 0.5 s at most, actual 8, 0.1 s apart", errors[0].ToString());
    }

    private (ActionMap Map, PolicySpec Spec) Load(string action)
    {
        _package.EditManifest("\"representation\": \"absolute\"", action);
        _package.EditManifest("\"execute\": 2", "\"execute\": 1");
        var errors = new List<PackageError>();
        var package = PolicyPackage.Load(_package.Folder, errors);
        Assert.Empty(errors);
        var spec = PolicyLoader.CreateSpec(package!, TestPolicyPackage.Chunk, new PolicyLoaderOptions(), errors);
        Assert.Empty(errors);
        var binding = PolicyBinding.Create(spec, TestPolicyPackage.Robot, [])!;
        return (new ActionMap(package!, binding, TestPolicyPackage.Robot, spec.ActionIntervalNs / 1e9), spec);
    }
}
