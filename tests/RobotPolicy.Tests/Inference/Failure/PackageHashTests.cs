using RobotPolicy.Inference;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Tests.Inference.Failure;

public sealed class PackageHashTests : IDisposable
{
    private readonly ScoredPackage _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public void Of_TheSamePackageElsewhere_IsTheSame()
    {
        using var other = new ScoredPackage();

        Assert.Equal(_package.Hash(), other.Hash());
        Assert.Matches("^[0-9a-f]{64}$", other.Hash());
    }

    [Theory]
    [InlineData("encoder.onnx")]
    [InlineData("denoiser.onnx")]
    [InlineData("stats.safetensors")]
    [InlineData("failure/rnd_oe.onnx")]
    [InlineData("failure/clusters.safetensors")]
    [InlineData("failure/weights.bin")]
    public void Of_AFileWithAnotherByte_IsAnother(string file)
    {
        var before = _package.Hash();
        var bytes = _package.Read(file);

        // The last byte belongs to data in all of them; for the statistics it is part of the last number.
        bytes[^1] ^= 1;
        _package.Write(file, bytes);

        Assert.NotEqual(before, _package.Hash());
    }

    [Theory]
    [InlineData("\"num_inference_steps\": 10", "\"num_inference_steps\": 20")]
    [InlineData("\"type\": \"ddim\"", "\"type\": \"ddpm\"")]
    [InlineData("\"count\": 32", "\"count\": 16")]
    [InlineData("\"dt\": 0.05", "\"dt\": 0.04")]
    [InlineData("\"execute\": 2", "\"execute\": 1")]
    [InlineData("\"window\": 3", "\"window\": 4")]
    [InlineData("\"joints\": [\"elbow\"]", "\"joints\": [\"gripper\"]")]
    [InlineData("\"embedding\": \"embedding\"", "\"embedding\": \"other\"")]
    [InlineData("\"mode\": \"mean_std\", \"eps\": 0, \"features\": [\"action\"]", "\"mode\": \"mean_std\", \"eps\": 1e-8, \"features\": [\"action\"]")]
    [InlineData("\"order\": [\"gripper\", \"elbow\"]", "\"order\": [\"elbow\", \"gripper\"]")]
    [InlineData("\"representation\": \"absolute\"", "\"representation\": \"delta\"")]
    public void Of_AManifestThatScoresOtherwise_IsAnother(string oldText, string newText)
    {
        var before = _package.Hash();

        _package.EditManifest(oldText, newText);

        Assert.NotEqual(before, _package.Hash());
    }

    [Theory]
    [InlineData("\"task\": \"Test.\"", "\"task\": \"Put the cube away.\"")]
    [InlineData("\"task\": \"Test.\",", "")]
    [InlineData("\"name\": \"scored\"", "\"name\": \"renamed\"")]
    [InlineData("\"rule\": \"and\"", "\"rule\": \"or\"")]
    [InlineData("\"threshold\": \"time_varying\"", "\"threshold\": \"constant\"")]
    [InlineData("\"calibration\": \"failure/fitted.json\"", "\"calibration\": \"failure/other.json\"")]
    [InlineData("\"budget\": 0.010", "\"budget\": 0.5")]
    [InlineData("\"count\": 32, \"choose\": \"first\"", "\"choose\":   \"first\",   \"count\": 32")]
    [InlineData("\"dt\": 0.05", "\"dt\": 0.0500")]
    [InlineData("\"cameras\": [],", "\"cameras\": [], \"made_by\": \"a trainer\",")]
    public void Of_AManifestThatScoresAlike_IsTheSame(string oldText, string newText)
    {
        var before = _package.Hash();

        _package.EditManifest(oldText, newText);

        Assert.Equal(before, _package.Hash());
    }

    [Fact]
    public void Of_ACalibrationThatIsThere_IsTheSame()
    {
        var before = _package.Hash();

        _package.Write("failure/fitted.json", [1, 2, 3]);

        Assert.Equal(before, _package.Hash());
    }

    [Fact]
    public void Of_AnExecutorGivenAsAnOption_CountsAsIfItWereThePackages()
    {
        var before = _package.Hash();

        Assert.NotEqual(before, _package.Hash(new PolicyLoaderOptions { Executor = """{ "type": "asynchronous" }""" }));
        Assert.Equal(before, _package.Hash(new PolicyLoaderOptions { Executor = """{ "execute": 2, "type": "receding_horizon" }""" }));
    }

    [Fact]
    public void Of_AnIntervalGivenAsAnOption_CountsWhereThePackageStatesNone()
    {
        var stated = _package.Hash();
        Assert.Equal(stated, _package.Hash(new PolicyLoaderOptions { ActionInterval = TimeSpan.FromMilliseconds(20) }));

        _package.EditManifest(", \"dt\": 0.05", string.Empty);
        var slow = _package.Hash(new PolicyLoaderOptions { ActionInterval = TimeSpan.FromMilliseconds(50) });
        var fast = _package.Hash(new PolicyLoaderOptions { ActionInterval = TimeSpan.FromMilliseconds(20) });

        Assert.NotEqual(slow, fast);
    }

    [Fact]
    public void Of_ExternalDataThatIsMissing_IsAnError()
    {
        File.Delete(Path.Combine(_package.Folder, "failure/weights.bin"));
        var errors = new List<PackageError>();

        Assert.Null(PackageHash.Of(_package.Folder, new PolicyLoaderOptions(), errors));

        Assert.Equal(
            "failure/rnd_oe.onnx: external data: expected an existing file, actual 'failure/weights.bin', which does not exist", Assert.Single(errors).ToString());
    }
}
