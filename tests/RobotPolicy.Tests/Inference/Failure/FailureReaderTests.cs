using RobotPolicy.Control.Failure;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Tests.Inference.Failure;

public sealed class FailureReaderTests : IDisposable
{
    private readonly ScoredPackage _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public void Read_EverySetting_IsInTheSpec()
    {
        var spec = Load(out var errors)!;

        Assert.Empty(errors);
        Assert.Equal(("embedding", AlarmRule.And, ThresholdKind.TimeVarying, "failure/fitted.json", 0.01), (spec.Embedding, spec.Rule, spec.Threshold, spec.Calibration, spec.BudgetSeconds!.Value));
        Assert.Equal([ScoreType.ObservationNovelty, ScoreType.ActionEntropy, ScoreType.ObservationDistance], spec.Scores.Select(s => s.Type));
        Assert.Equal([("rnd_oe", 3, "failure/rnd_oe.onnx"), ("ace", 5, null), ("pca_kmeans", 1, null)], spec.Scores.Select(s => (s.Name, s.Window, s.Graph)));
        Assert.Equal(["elbow"], spec.Scores[1].Joints);
        Assert.Equal("failure/clusters.safetensors", spec.Scores[2].Parameters);
    }

    [Fact]
    public void Read_NothingButScores_HasDefaults()
    {
        _package.EditManifest(ScoredPackage.Failure, """ "failure": { "scores": [ { "type": "stac", "window": 0 } ], "rule": "or" } """);

        var spec = Load(out var errors)!;

        Assert.Empty(errors);
        Assert.Equal((AlarmRule.Or, FailureSpec.DefaultCalibration, null), (spec.Rule, spec.Calibration, spec.BudgetSeconds));
        Assert.Equal(0, Assert.Single(spec.Scores).Window);
    }

    [Theory]
    [InlineData("\"window\": 3", "\"window\": -1", "scores[0].window")]
    [InlineData("\"window\": 3", "\"windows\": 3", "scores[0].windows")]
    [InlineData("\"type\": \"ace\"", "\"type\": \"guess\"", "scores[1].type")]
    [InlineData("\"type\": \"ace\"", "\"type\": \"spread\", \"graph\": \"encoder.onnx\"", "scores[1].graph")]
    [InlineData("\"type\": \"ace\"", "\"type\": \"ace\", \"name\": \"mine\"", "scores[1].name")]
    [InlineData("\"joints\": [\"elbow\"]", "\"joints\": []", "scores[1].joints")]
    [InlineData("\"joints\": [\"elbow\"]", "\"joints\": [\"elbow\", \"elbow\"]", "scores[1].joints[1]")]
    [InlineData(", \"graph\": \"failure/rnd_oe.onnx\"", "", "scores[0].graph")]
    [InlineData("failure/rnd_oe.onnx", "../rnd_oe.onnx", "scores[0].graph")]
    [InlineData("failure/rnd_oe.onnx", "failure/none.onnx", "scores[0].graph")]
    [InlineData("failure/clusters.safetensors", "/etc/passwd", "scores[2].parameters")]
    [InlineData("{ \"type\": \"pca_kmeans\", \"parameters\": \"failure/clusters.safetensors\" }", "{ \"type\": \"graph\", \"graph\": \"encoder.onnx\" }", "scores[2].name")]
    [InlineData("{ \"type\": \"pca_kmeans\", \"parameters\": \"failure/clusters.safetensors\" }", "{ \"type\": \"ace\" }", "scores[2].type")]
    [InlineData("{ \"type\": \"pca_kmeans\", \"parameters\": \"failure/clusters.safetensors\" }", "7", "scores[2]")]
    [InlineData("{ \"type\": \"pca_kmeans\", \"parameters\": \"failure/clusters.safetensors\" }", "{ \"type\": \"spread\" }, { \"type\": \"stac\" }, { \"type\": \"consistency\" }", "scores")]
    [InlineData("\"embedding\": \"embedding\",", "", "embedding")]
    [InlineData("\"rule\": \"and\"", "\"rule\": \"xor\"", "rule")]
    [InlineData("\"threshold\": \"time_varying\"", "\"threshold\": \"none\"", "threshold")]
    [InlineData("failure/fitted.json", "encoder.onnx", "calibration")]
    [InlineData("failure/fitted.json", "manifest.json", "calibration")]
    [InlineData("\"budget\": 0.010", "\"budget\": 0", "budget")]
    [InlineData("\"budget\": 0.010", "\"limit\": 1", "limit")]
    public void Read_WhatDoesNotFit_IsAnErrorByItsPlace(string oldText, string newText, string field)
    {
        _package.EditManifest(oldText, newText);

        Load(out var errors);

        Assert.Equal("x-robotpolicy.failure." + field, Assert.Single(errors).Field);
    }

    [Fact]
    public void Read_SeveralFaults_AreReportedTogether()
    {
        _package.EditManifest("\"rule\": \"and\"", "\"rule\": 3");
        _package.EditManifest("\"window\": 5", "\"window\": 1e9");
        _package.EditManifest("\"budget\": 0.010", "\"budget\": \"soon\"");

        Load(out var errors);

        Assert.Equal(["budget", "rule", "scores[1].window"], errors.Select(e => e.Field["x-robotpolicy.failure.".Length..]).Order());
    }

    private FailureSpec? Load(out List<PackageError> errors)
    {
        errors = [];
        return PolicyPackage.Load(_package.Folder, errors)?.Failure;
    }
}
