using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.Packages;

public sealed class PolicyPackageTests : IDisposable
{
    private readonly TestPolicyPackage _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public void Load_SoundPackage_HasNoErrors()
    {
        var errors = new List<PackageError>();

        var package = PolicyPackage.Load(_package.Folder, errors);

        Assert.Empty(errors);
        Assert.Equal("test", package!.Name);
        Assert.Equal("Test.", package.Task);
        var camera = Assert.Single(package.Cameras);
        var spec = camera.ToSpec(8, 6, channelsLast: false);
        Assert.Equal(1f / 255f, spec.Scale);
        Assert.Equal(ResizeFilter.Area, spec.Filter);
        Assert.Equal([0.5f, 0.5f, 0.5f], spec.Mean);
        Assert.Equal([0.25f, 0.25f, 0.25f], spec.Std);
        Assert.Equal([1, 0.5], package.StateNormalizer.Offset);
        Assert.Equal([0.125, 0.5], package.ActionNormalizer.Gain);
    }

    [Fact]
    public void Load_ExportersSpelling_MeansTheSame()
    {
        _package.Write("manifest.json", """
            {
              "format": "policy_package", "version": "1.0", "future_key": [1],
              "policy": { "name": "test", "source": { "class_path": "physicalai.policies.act.ACT" } },
              "model": {
                "n_obs_steps": 1,
                "runner": {
                  "class_path": "physicalai.inference.runners.ActionChunking",
                  "init_args": { "runner": { "class_path": "physicalai.inference.runners.SinglePass", "init_args": {} }, "chunk_size": 4 }
                },
                "artifacts": { "model": "model.onnx" },
                "preprocessors": [
                  { "class_path": "physicalai.inference.preprocessors.ResizePreprocessor",
                    "init_args": { "image_resolution": [6, 8], "mode": "stretch" } },
                  { "type": "normalize", "stats": { "state": { "mean": [1, 0.5], "std": [2, 0.25] } }, "mode": "mean_std", "eps": 0 }
                ],
                "postprocessors": [
                  { "class_path": "physicalai.inference.postprocessors.StatsDenormalizer",
                    "init_args": { "stats_path": "stats.safetensors", "mode": "mean_std", "features": ["action"] } },
                  { "type": "action_chunk_trimmer", "n_action_steps": 3 }
                ]
              },
              "hardware": {
                "robots": [ { "name": "main",
                  "state": { "shape": [2], "order": ["elbow", "gripper"] },
                  "action": { "shape": [2], "order": ["gripper", "elbow"] } } ],
                "cameras": [ { "name": "front", "shape": [3, 12, 16], "dtype": "uint8" } ]
              }
            }
            """);
        var errors = new List<PackageError>();

        var package = PolicyPackage.Load(_package.Folder, errors);

        Assert.Empty(errors);
        Assert.Equal(4, package!.Manifest.ChunkSize);
        Assert.Equal(3, package.Manifest.TrimTo);
        Assert.Null(package.Manifest.ActionIntervalSeconds);
        Assert.Equal([2, 0.25], package.StateNormalizer.Divisor);
        Assert.Equal([0.25, -1], package.ActionNormalizer.Offset);

        // That exporter's resize is bilinear and brings pixels to 0…1; there are no statistics for pictures.
        var spec = package.Cameras[0].ToSpec(8, 6, channelsLast: false);
        Assert.Equal(ResizeFilter.Bilinear, spec.Filter);
        Assert.Equal(1f / 255f, spec.Scale);
        Assert.Equal([0f, 0f, 0f], spec.Mean);
    }

    [Fact]
    public void Load_SlashInStatistics_MeansTheSame()
    {
        _package.Write("stats.safetensors", new SafetensorsBuilder()
            .Floats("observation.state/mean", [1, 2]).Floats("observation.state/std", [3, 4])
            .Floats("action/mean", [5, 6]).Floats("action/std", [7, 8]).Build());
        var errors = new List<PackageError>();

        var package = PolicyPackage.Load(_package.Folder, errors);

        Assert.Empty(errors);
        Assert.Equal([3.0, 4], package!.StateNormalizer.Divisor);
        Assert.Equal([7.0, 8], package.ActionNormalizer.Gain);
    }

    public static TheoryData<string, string, string> Slips => new()
    {
        { "\"policy_package\"", "\"policy\"", "manifest.json: format: expected one of policy_package, actual 'policy'" },
        { "\"version\": \"1.0\"", "\"version\": \"2.0\"", "manifest.json: version: expected 1.x, actual '2.0'" },
        { "\"version\": \"1.0\"", "\"version\": 1", "manifest.json: version: expected a string that is not empty, actual 1" },
        { "\"n_obs_steps\": 1", "\"n_obs_steps\": 9", "manifest.json: n_obs_steps: expected a whole number from 1 to 8, actual 9" },
        { "\"onnx\": \"model.onnx\"", "\"openvino\": \"model.xml\"", "manifest.json: artifacts.onnx: expected the name of an ONNX file, actual nothing" },
        { "\"onnx\": \"model.onnx\"", "\"onnx\": \"other.onnx\"", "manifest.json: artifacts.onnx: expected an existing file, actual 'other.onnx', which does not exist" },
        { "\"onnx\": \"model.onnx\"", "\"onnx\": \"../model.onnx\"", "manifest.json: artifacts.onnx: expected a path inside the package folder, actual '../model.onnx', which climbs out of a folder" },
        { "\"onnx\": \"model.onnx\"", "\"onnx\": \"a/../model.onnx\"", "manifest.json: artifacts.onnx: expected a path inside the package folder, actual 'a/../model.onnx', which climbs out of a folder" },
        { "\"onnx\": \"model.onnx\"", "\"onnx\": \"/etc/passwd\"", "manifest.json: artifacts.onnx: expected a path inside the package folder, actual absolute path '/etc/passwd'" },
        { "\"onnx\": \"model.onnx\"", "\"onnx\": \"..\\\\model.onnx\"", "manifest.json: artifacts.onnx: expected a path inside the package folder, actual '..\\model.onnx'" },
        { "\"onnx\": \"model.onnx\"", "\"onnx\": \"model.onnx\\u0000.txt\"", "manifest.json: artifacts.onnx: expected a path inside the package folder, actual 'model.onnx .txt'" },
        { "\"onnx\": \"model.onnx\"", "\"onnx\": \".\"", "manifest.json: artifacts.onnx: expected a path inside the package folder, actual '.', which is a link that leaves it" },
        { "\"type\": \"action_chunking\"", "\"type\": \"diffusion\"", "manifest.json: runner.type: expected one of single_pass, action_chunking, actual 'diffusion'" },
        { "\"type\": \"action_chunking\"", "\"class_path\": \"os.system\"", "manifest.json: runner.class_path: expected one of single_pass, action_chunking, actual 'os.system'" },
        { "\"n_action_steps\": 2", "\"n_action_step\": 2", "manifest.json: runner.n_action_step: expected one of the keys type, chunk_size, n_action_steps, runner, actual an unknown key" },
        { "\"chunk_size\": 4", "\"chunk_size\": 0", "manifest.json: runner.chunk_size: expected a whole number from 1 to 4096, actual 0" },
        { "{ \"type\": \"to_float_tensor\" }", "{ \"type\": \"hf_tokenizer\" }", "manifest.json: preprocessors[1].type: expected one of resize, center_crop, crop, jpeg_round_trip, to_uint8, to_float_tensor, normalize, actual 'hf_tokenizer'" },
        { "{ \"type\": \"to_float_tensor\" }", "\"to_float_tensor\"", "manifest.json: preprocessors[1]: expected an object with 'type' or 'class_path', actual 'to_float_tensor'" },
        { "\"interpolation\": \"area\"", "\"interpolation\": \"lanczos\"", "manifest.json: preprocessors[0].interpolation: expected one of area, bilinear, bicubic, lanczos3, nearest, nearest_floor, actual 'lanczos'" },
        { "\"height\": 6, \"width\": 8, \"interpolation\": \"area\"", "\"image_resolution\": [6, 8]", "manifest.json: preprocessors[0].mode: expected 'stretch', or 'pad' with pad_position, actual nothing, which means 'letterbox'" },
        { "\"width\": 8", "\"width\": 80000", "manifest.json: preprocessors[0].width: expected a whole number from 1 to 4096, actual 80000" },
        { "[\"observation.images.front\"]", "[\"observation.images.back\"]", "manifest.json: preprocessors[0].features: expected one of observation.images.front, actual 'observation.images.back'" },
        { "{ \"type\": \"denormalize\", \"mode\": \"mean_std\"", "{ \"type\": \"denormalize\", \"mode\": \"log\"", "manifest.json: postprocessors[0].mode: expected one of mean_std, min_max, quantiles, quantile10, identity, actual 'log'" },
        { "{ \"type\": \"denormalize\",", "{ \"type\": \"denormalize\", \"eps_rule\": \"numpy\",", "manifest.json: postprocessors[0].eps_rule: expected one of lerobot, added, constant, actual 'numpy'" },
        { "{ \"type\": \"normalize\",", "{ \"type\": \"normalize\", \"clip\": 1,", "manifest.json: preprocessors[2].clip: expected no bound for pictures: a step of its own for observation.images.front, actual a bound" },
        { "\"state\": { \"shape\": [2]", "\"state\": { \"shape\": [3]", "manifest.json: robots[0].state.shape: expected [2], as many as there are names in order, actual [3]" },
        { "[\"elbow\", \"gripper\"]", "[\"elbow\", \"elbow\"]", "manifest.json: robots[0].state.order[1]: expected a name that is not in the list already, actual 'elbow'" },
        { "\"shape\": [3, 12, 16]", "\"shape\": [4, 12, 16]", "manifest.json: cameras[0].shape: expected [channels, height, width] with 1 or 3 channels and at most 8192 pixels a side, actual [4, 12, 16]" },
        { "\"dt\": 0.05", "\"dt\": -1", "manifest.json: x-robotpolicy.action.dt: expected a number from 0.001 to 1, actual -1" },
        { "\"absolute\"", "\"torque\"", "manifest.json: x-robotpolicy.action.representation: expected one of absolute, delta, velocity, relative, actual 'torque'" },
        { "\"absolute\"", "\"delta\", \"absolute\": [\"thumb\"]", "manifest.json: x-robotpolicy.action.absolute[0]: expected a joint that action.order names, actual 'thumb'" },
        { "\"absolute\"", "\"delta\", \"binary\": { \"gripper\": { \"threshold\": 0, \"below\": 1 } }", "manifest.json: x-robotpolicy.action.binary.gripper.above: expected a number from -1000000 to 1000000, actual nothing" },
        { "\"absolute\"", "\"delta\", \"first\": -1", "manifest.json: x-robotpolicy.action.first: expected a whole number from 0 to 4095, actual -1" },
        { "\"task\"", "\"taks\"", "manifest.json: x-robotpolicy.taks: expected one of the keys action, executor, task, joints, units, graphs, sampler, single_step, cameras, goals, candidates, spline, failure, recurrent, outputs, two_rate, residual, confidence, verifier, selector, actual an unknown key" },
        { "\"task\": \"Test.\"", "\"joints\": { \"ankle\": \"elbow\" }", "manifest.json: x-robotpolicy.joints.ankle: expected a joint that state.order or action.order names, actual 'ankle'" },
        { "\"task\": \"Test.\"", "\"cameras\": { \"back\": {} }", "manifest.json: x-robotpolicy.cameras.back: expected a camera that cameras names, actual 'back'" },
        { "\"task\": \"Test.\"", "\"cameras\": { \"front\": { \"encoding\": \"yuv\" } }", "manifest.json: x-robotpolicy.cameras.front.encoding: expected one of rgb, bgr, actual 'yuv'" },
        { "\"execute\": 2", "\"execute\": 2.5", "manifest.json: x-robotpolicy.executor.execute: expected a whole number from 1 to 4096, actual 2.5" },
        { "\"format\": \"policy_package\",", "\"format\": \"policy_package\", \"format\": \"policy_package\",", "manifest.json: $: expected valid JSON without repeated keys, at most 10 levels deep, actual a fault" },
        { "\"test\"", "\"a\\ud800b\"", "manifest.json: $: expected text in valid Unicode, actual a broken character" },
        { "\"execute\": 2 }", "\"execute\": [[[[[[[[1]]]]]]]] }", "manifest.json: $: expected valid JSON without repeated keys, at most 10 levels deep, actual a fault at line 22, byte 65" },
    };

    [Theory]
    [MemberData(nameof(Slips))]
    public void Load_OneSlip_IsOneErrorWithFileFieldExpectedActual(string sound, string slip, string error)
    {
        // The same words may stand for the action's vector as well; only the first place is changed.
        var manifest = TestPolicyPackage.DefaultManifest;
        var place = manifest.IndexOf(sound, StringComparison.Ordinal);
        Assert.True(place >= 0, sound);
        _package.Write("manifest.json", string.Concat(manifest.AsSpan(0, place), slip, manifest.AsSpan(place + sound.Length)));

        Assert.Equal(error, Assert.Single(Errors()));
    }

    [Fact]
    public void Load_ManySlips_AreReportedTogether()
    {
        _package.EditManifest("\"version\": \"1.0\"", "\"version\": \"0.9\"");
        _package.EditManifest("\"dt\": 0.05", "\"dt\": 5");
        _package.EditManifest("\"model.onnx\"", "\"missing.onnx\"");
        _package.Write("stats.safetensors", TestPolicyPackage.Statistics().Build()[..^1]);

        Assert.Equal(
            [
                "manifest.json: version: expected 1.x, actual '0.9'",
                "manifest.json: x-robotpolicy.action.dt: expected a number from 0.001 to 1, actual 5",
                "manifest.json: artifacts.onnx: expected an existing file, actual 'missing.onnx', which does not exist",
                "stats.safetensors: observation.images.front.std.data_offsets: expected begin ≤ end ≤ 55, actual [44, 56]",
            ],
            Errors());
    }

    [Fact]
    public void Load_FolderWithoutManifest_IsOneError()
    {
        File.Delete(Path.Combine(_package.Folder, "manifest.json"));

        Assert.Equal("manifest.json: $: expected an existing file, actual 'manifest.json', which does not exist", Assert.Single(Errors()));
    }

    [Fact]
    public void Load_MissingFolder_IsOneError()
    {
        var errors = new List<PackageError>();

        Assert.Null(PolicyPackage.Load(Path.Combine(_package.Folder, "nowhere"), errors));

        Assert.Single(errors);
    }

    [Fact]
    public void Load_HugeManifest_IsNotRead()
    {
        _package.Write("manifest.json", new byte[(1 << 20) + 1]);

        Assert.Equal("manifest.json: $: expected a file of 1 to 1048576 bytes, actual 'manifest.json' with 1048577 bytes", Assert.Single(Errors()));
    }

    [Fact]
    public void Load_LinkOutOfTheFolder_IsRefused()
    {
        var outside = Directory.CreateTempSubdirectory("robotpolicy-outside-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(outside, "model.onnx"), [1]);
            File.Delete(Path.Combine(_package.Folder, "model.onnx"));
            File.CreateSymbolicLink(Path.Combine(_package.Folder, "model.onnx"), Path.Combine(outside, "model.onnx"));
            Assert.Equal(
                "manifest.json: artifacts.onnx: expected a path inside the package folder, actual 'model.onnx', which is a link that leaves it",
                Assert.Single(Errors()));

            // A link in the middle of a path leaves the folder just as well.
            Directory.CreateSymbolicLink(Path.Combine(_package.Folder, "graphs"), outside);
            _package.EditManifest("\"onnx\": \"model.onnx\"", "\"onnx\": \"graphs/model.onnx\"");
            Assert.Equal(
                "manifest.json: artifacts.onnx: expected a path inside the package folder, actual 'graphs/model.onnx', which is a link that leaves it",
                Assert.Single(Errors()));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public void Load_LinkInsideTheFolder_IsFollowed()
    {
        File.Move(Path.Combine(_package.Folder, "model.onnx"), Path.Combine(_package.Folder, "real.onnx"));
        File.CreateSymbolicLink(Path.Combine(_package.Folder, "model.onnx"), "real.onnx");

        Assert.Empty(Errors());
    }

    [Fact]
    public void Load_LinksInCircles_AreRefused()
    {
        File.Delete(Path.Combine(_package.Folder, "model.onnx"));
        File.CreateSymbolicLink(Path.Combine(_package.Folder, "model.onnx"), "other.onnx");
        File.CreateSymbolicLink(Path.Combine(_package.Folder, "other.onnx"), "model.onnx");

        Assert.Single(Errors());
    }

    [Fact]
    public void Load_PackageBehindALink_IsSound()
    {
        var link = _package.Folder + "-link";
        Directory.CreateSymbolicLink(link, _package.Folder);
        try
        {
            var errors = new List<PackageError>();
            Assert.NotNull(PolicyPackage.Load(link, errors));
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    [Theory]
    [InlineData("action.std", new float[] { 1, float.NaN }, "stats.safetensors: action.std: expected finite values, actual NaN")]
    [InlineData("action.std", new float[] { 1, 2, 3 }, "stats.safetensors: action.std: expected 2 values, actual 3")]
    [InlineData("action.std", new float[] { 1, 0 }, "stats.safetensors: action.std: expected a spread above zero, or an eps above zero, actual 0 at index 1")]
    public void Load_UnusableStatistics_AreAnError(string name, float[] values, string error)
    {
        _package.Write("stats.safetensors", new SafetensorsBuilder()
            .Floats("observation.state.mean", [1, 0.5f]).Floats("observation.state.std", [2, 0.25f])
            .Floats("action.mean", [0, 0]).Floats(name, values).Build());

        Assert.Equal(error, Assert.Single(Errors()));
    }

    [Fact]
    public void Load_NoStatisticsForTheActions_IsAnError()
    {
        _package.Write("stats.safetensors", new SafetensorsBuilder()
            .Floats("observation.state.mean", [1, 0.5f]).Floats("observation.state.std", [2, 0.25f]).Build());

        Assert.Equal("stats.safetensors: action: expected statistics, actual nothing", Assert.Single(Errors()));
    }

    [Fact]
    public void Load_JointNames_AreMapped()
    {
        _package.EditManifest("\"task\": \"Test.\"", "\"joints\": { \"elbow\": \"arm_elbow\" }");
        var errors = new List<PackageError>();

        var package = PolicyPackage.Load(_package.Folder, errors)!;

        Assert.Equal("arm_elbow", package.Manifest.RobotJoint("elbow"));
        Assert.Equal("gripper", package.Manifest.RobotJoint("gripper"));
    }

    [Fact]
    public void Load_QuantityBehindAJointsName_IsLeftAway()
    {
        _package.EditManifest("\"elbow\"", "\"elbow.pos\"");
        var errors = new List<PackageError>();

        var package = PolicyPackage.Load(_package.Folder, errors)!;

        Assert.Equal("elbow", package.Manifest.RobotJoint("elbow.pos"));
        _package.EditManifest("\"task\": \"Test.\"", "\"joints\": { \"elbow.pos\": \"other\" }");
        Assert.Equal("other", PolicyPackage.Load(_package.Folder, errors)!.Manifest.RobotJoint("elbow.pos"));
    }

    [Fact]
    public void Load_Camera_HasTheRobotsNameAndAnEncoding()
    {
        _package.EditManifest("\"task\": \"Test.\"", "\"cameras\": { \"front\": { \"robot\": \"head\", \"encoding\": \"bgr\" } }");
        var errors = new List<PackageError>();

        var camera = Assert.Single(PolicyPackage.Load(_package.Folder, errors)!.Cameras);

        Assert.Equal("head", camera.Camera.RobotName);
        Assert.True(camera.ToSpec(8, 6, channelsLast: false).BgrOrder);
    }

    [Theory]
    [InlineData("uint8", 0.5f, 0.25f, 1f / 255f)]
    [InlineData("uint8", 120f, 60f, 1f)]
    [InlineData("float32", 120f, 60f, 1f / 255f)]
    public void Load_PicturesWithoutToFloatTensor_AreScaledAsTheirStatisticsAre(string dtype, float mean, float std, float scale)
    {
        // LeRobot's statistics are for pixels in 0…1, and its manifests leave it at that.
        _package.EditManifest("{ \"type\": \"to_float_tensor\" },", "");
        _package.EditManifest("\"dtype\": \"uint8\"", $"\"dtype\": \"{dtype}\"");
        _package.Write("stats.safetensors", new SafetensorsBuilder()
            .Floats("observation.state.mean", [1, 0.5f]).Floats("observation.state.std", [2, 0.25f])
            .Floats("action.mean", [0, 0]).Floats("action.std", [1, 1])
            .Floats("observation.images.front.mean", [mean, mean, mean], 3, 1, 1)
            .Floats("observation.images.front.std", [std, std, std], 3, 1, 1).Build());
        var errors = new List<PackageError>();

        var camera = Assert.Single(PolicyPackage.Load(_package.Folder, errors)!.Cameras);

        Assert.Equal(scale, camera.Plan.Scale);
    }

    [Fact]
    public void Load_TemporalEnsemble_IsRead()
    {
        _package.EditManifest("\"type\": \"receding_horizon\", \"execute\": 2", "\"type\": \"temporal_ensemble\", \"decay\": 0.02");
        var errors = new List<PackageError>();

        var package = PolicyPackage.Load(_package.Folder, errors)!;

        Assert.Equal(ExecutorKind.TemporalEnsemble, package.Manifest.Executor);
        Assert.Equal(0.02, package.Manifest.EnsembleDecay);
    }

    [Fact]
    public void Load_DamagedManifests_NeverThrow()
    {
        var random = new Random(4711);
        var sound = System.Text.Encoding.UTF8.GetBytes(TestPolicyPackage.DefaultManifest);
        for (var round = 0; round < 500; round++)
        {
            var damaged = (byte[])sound.Clone();
            for (var i = random.Next(1, 8); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            _package.Write("manifest.json", damaged[..random.Next(1, damaged.Length + 1)]);

            foreach (var error in Errors())
                Assert.DoesNotContain('\n', error);
        }
    }

    private IReadOnlyList<string> Errors()
    {
        var errors = new List<PackageError>();
        var package = PolicyPackage.Load(_package.Folder, errors);
        Assert.Equal(errors.Count == 0, package is not null);
        return [.. errors.Select(e => e.ToString())];
    }
}
