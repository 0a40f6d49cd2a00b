using RobotPolicy.Control.Model;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.SingleStep;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.SingleStep;

public sealed class SingleStepPackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-single-step-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_ListsWithCommas_AreUnderstood(bool byFile)
    {
        Write(SingleStepGraph.Described());

        AssertTestPolicy(Load(byFile ? Path.Combine(_folder, "policy.onnx") : _folder));
    }

    [Fact]
    public void Load_JsonLists_MeanTheSame()
    {
        Write(SingleStepGraph.Graph()
            .Metadata("joint_names", """["elbow", "gripper"]""")
            .Metadata("kp", "[40, 40]")
            .Metadata("default_angles", "[[1.0, 0.5]]")
            .Metadata("command_names", "[]")
            .Metadata("observation_names", """["joint_pos", "joint_vel", "actions"]""")
            .Metadata("action_scale", "[0.5, 0.25]")
            .Metadata("policy_dt", "0.02"));

        AssertTestPolicy(Load(_folder));
    }

    [Fact]
    public void Load_OneJsonEntry_MeansTheSame()
    {
        Write(SingleStepGraph.Graph().Metadata("metadata_json", """
            { "joint_names": ["elbow", "gripper"], "default_joint_pos": [1, 0.5], "policy_dt": 0.02,
              "observation_names": ["joint_pos", "joint_vel", "actions"], "action_scale": [0.5, 0.25] }
            """));

        AssertTestPolicy(Load(_folder));
    }

    [Fact]
    public void Load_GraphWithoutMetadata_IsDescribedByTheManifest()
    {
        Write(SingleStepGraph.Graph());
        Manifest("""
            "action": { "dt": 0.02 },
            "single_step": { "joint_names": ["elbow", "gripper"], "default_joint_pos": [1, 0.5], "action_scale": [0.5, 0.25],
                             "observation_names": ["joint_pos", "joint_vel", "actions"] }
            """);

        AssertTestPolicy(Load(_folder));
    }

    [Fact]
    public void Load_Manifest_GoesBeforeMetadata()
    {
        Write(SingleStepGraph.Described());
        Manifest("""
            "joints": { "elbow": "arm_elbow" },
            "single_step": { "action_scale": 2, "policy_dt": 0.01 }
            """);

        var package = Load(_folder);

        Assert.Equal([2.0, 2], package.Manifest.SingleStep!.ActionScale);
        Assert.Equal(0.01, package.Manifest.ActionIntervalSeconds);
        Assert.Equal("arm_elbow", package.Manifest.RobotJoint("elbow"));
    }

    [Fact]
    public void CreateSpec_OneAction_HoldsForATenthOfASecond()
    {
        Write(SingleStepGraph.Described());
        var errors = new List<PackageError>();

        var spec = PolicyLoader.CreateSpec(Load(_folder), 1, new PolicyLoaderOptions(), errors);

        Assert.Empty(errors);
        Assert.Equal((6, 1, 20_000_000), (spec.Horizon, spec.ExecuteSteps, spec.ActionIntervalNs));
        Assert.Empty(spec.Cameras);
    }

    [Theory]
    [InlineData("joint_names", "", "policy.onnx: metadata_props.joint_names: expected the names of the joints, actual nothing")]
    [InlineData("joint_names", "elbow,elbow", "policy.onnx: metadata_props.joint_names: expected every joint once, actual a joint twice")]
    [InlineData("joint_names", "elbow,,x", "policy.onnx: metadata_props.joint_names: expected names separated by commas, or a JSON list of them, actual 'elbow,,x'")]
    [InlineData("joint_names", "[\"elbow\",", "policy.onnx: metadata_props.joint_names: expected a list of at most 4096 names or numbers, actual '[\"elbow\",'")]
    [InlineData("default_joint_pos", "1,2,3", "policy.onnx: metadata_props.default_joint_pos: expected 2 numbers, actual 3")]
    [InlineData("default_joint_pos", "1,nan", "policy.onnx: metadata_props.default_joint_pos: expected finite numbers separated by commas, or a JSON list of them, actual 'nan'")]
    [InlineData("action_scale", "0.5,0", "policy.onnx: metadata_props.action_scale: expected scales above zero, actual 0")]
    [InlineData("action_joint_names", "elbow,knee", "policy.onnx: metadata_props.action_joint_names: expected joints that joint_names has, actual 'knee'")]
    [InlineData("observation_history_lengths", "1,5,1", "policy.onnx: metadata_props.observation_history_lengths: expected terms without history, actual 5 steps")]
    [InlineData("observation_scales", "1,5", "policy.onnx: metadata_props.observation_scales: expected 3 numbers, actual 2")]
    [InlineData("policy_dt", "fast", "policy.onnx: metadata_props.policy_dt: expected finite numbers separated by commas, or a JSON list of them, actual 'fast'")]
    [InlineData("policy_dt", "5", "policy.onnx: metadata_props.policy_dt: expected seconds from one action to the next, from 0.001 to 1, actual 5")]
    public void Load_OneSlip_IsNamed(string key, string value, string error)
    {
        Write(SingleStepGraph.Described().Metadata(key, value));

        Assert.Equal(error, Errors()[0]);
    }

    [Fact]
    public void Load_TermsThatNobodyCanObserve_AreNamed()
    {
        Write(SingleStepGraph.Described().Metadata("observation_names", "base_lin_vel,projected_gravity,joint_pos"));

        Assert.Equal(
            "policy.onnx: metadata_props.observation_names: expected terms that this service can observe: joint_pos, joint_pos_rel, dof_pos, "
            + "joint_vel, joint_vel_rel, dof_vel, actions, action, last_action, last_actions, prev_actions, command, commands, "
            + "velocity_commands, generated_commands, actual base_lin_vel, projected_gravity",
            Assert.Single(Errors()));
    }

    [Fact]
    public void Load_CommandWithoutNumbers_IsAnError()
    {
        Write(SingleStepGraph.Described().Metadata("command_names", "twist").Metadata("observation_names", "joint_pos,twist"));

        Assert.Equal(
            "policy.onnx: metadata_props.command: expected the numbers of 'twist', here or as x-robotpolicy.single_step.command of a manifest, actual nothing",
            Assert.Single(Errors()));
    }

    [Fact]
    public void Load_WithoutRate_NeedsTheOption()
    {
        Write(SingleStepGraph.Graph()
            .Metadata("joint_names", "elbow,gripper").Metadata("default_joint_pos", "0").Metadata("action_scale", "0.5")
            .Metadata("observation_names", "joint_pos,joint_vel,actions"));
        var package = Load(_folder);
        var errors = new List<PackageError>();

        PolicyLoader.CreateSpec(package, 1, new PolicyLoaderOptions(), errors);
        Assert.StartsWith("policy.onnx: x-robotpolicy.action.dt: expected seconds from one action to the next", Assert.Single(errors).ToString());

        errors.Clear();
        var spec = PolicyLoader.CreateSpec(package, 1, new PolicyLoaderOptions { ActionInterval = TimeSpan.FromMilliseconds(10) }, errors);
        Assert.Empty(errors);
        Assert.Equal(10_000_000, spec.ActionIntervalNs);
    }

    [Fact]
    public void Load_DamagedMetadata_NeverThrows()
    {
        var random = new Random(11);
        var sound = SingleStepGraph.Described().Build();
        for (var round = 0; round < 500; round++)
        {
            var damaged = (byte[])sound.Clone();
            for (var i = random.Next(1, 8); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(Path.Combine(_folder, "policy.onnx"), damaged[..random.Next(1, damaged.Length + 1)]);

            PolicyPackage.Load(_folder, []);
        }
    }

    [Fact]
    public void IsPackage_NeedsAManifestOrOneGraph()
    {
        Assert.False(PolicyPackage.IsPackage(_folder));
        Write(SingleStepGraph.Described());
        Assert.True(PolicyPackage.IsPackage(_folder));
        File.Copy(Path.Combine(_folder, "policy.onnx"), Path.Combine(_folder, "other.onnx"));
        Assert.False(PolicyPackage.IsPackage(_folder));
        Manifest("\"task\": \"Test.\"");
        Assert.True(PolicyPackage.IsPackage(_folder));
    }

    [Fact]
    public void TryWrite_Terms_StandInTheirOrder()
    {
        Write(SingleStepGraph.Described()
            .Metadata("command_names", "twist").Metadata("command", "7,8")
            .Metadata("observation_names", "joint_vel,twist,actions,joint_pos").Metadata("observation_scales", "0.1,1,1,2"));
        var spec = Load(_folder).Manifest.SingleStep!;
        var vector = new TermVector(spec, [1, 0], [1, 1]);
        var observation = new Observation(2, 0);
        (observation.Positions[0], observation.Positions[1]) = (0.75, 3);
        (observation.Velocities[0], observation.Velocities[1]) = (5, 6);
        var state = new float[spec.Size];

        vector.Acted([0.5f, -0.5f]);
        Assert.True(vector.TryWrite(observation, state));
        Assert.Equal([0.6f, 0.5f, 7, 8, 0.5f, -0.5f, 4, 0.5f], state);

        vector.Reset();
        Assert.True(vector.TryWrite(observation, state));
        Assert.Equal([0f, 0], state[4..6]);

        observation.Velocities[1] = double.NaN;
        Assert.False(vector.TryWrite(observation, state));
    }

    private static void AssertTestPolicy(PolicyPackage package)
    {
        Assert.Equal(["elbow", "gripper"], package.Manifest.StateOrder);
        Assert.Equal(["elbow", "gripper"], package.Manifest.ActionOrder);
        Assert.Equal(0.02, package.Manifest.ActionIntervalSeconds);
        Assert.Equal([1, 0.5], package.ActionNormalizer.Offset);
        Assert.Equal([0.5, 0.25], package.ActionNormalizer.Gain);
        Assert.Equal("joint_pos 2 + joint_vel 2 + actions 2", package.Manifest.SingleStep!.Layout);
    }

    private void Write(OnnxModelBuilder graph) => File.WriteAllBytes(Path.Combine(_folder, "policy.onnx"), graph.Build());

    private void Manifest(string extension) => File.WriteAllText(Path.Combine(_folder, "manifest.json"), $$"""
        { "format": "policy_package", "version": "1.0", "policy": { "name": "reach" }, "artifacts": { "onnx": "policy.onnx" },
          "x-robotpolicy": { {{extension}} } }
        """);

    private static PolicyPackage Load(string path)
    {
        var errors = new List<PackageError>();
        var package = PolicyPackage.Load(path, errors);
        Assert.Empty(errors);
        return package!;
    }

    private List<string> Errors()
    {
        var errors = new List<PackageError>();
        Assert.Null(PolicyPackage.Load(_folder, errors));
        return [.. errors.Select(error => error.ToString())];
    }
}
