using RobotPolicy.Control.Failure.Scores;
using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Actions;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Roles;

namespace RobotPolicy.Inference.Failure;

/// <summary>Makes the monitor of a package whose model is open, or says everything that prevents it. Set-up only.</summary>
internal static class FailureLoader
{
    private const string WhatToDo = "calibrate it anew (robotctl calibrate); until then the monitor cannot tell";

    /// <summary>The monitor; <see langword="null"/> where the package has none, or where there are errors.</summary>
    /// <param name="package">The package, whose model was opened without errors.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How it is loaded.</param>
    /// <param name="errors">Receives what prevents it.</param>
    /// <param name="warnings">Receives why it cannot tell, where the policy is to be loaded nevertheless.</param>
    public static PackageMonitor? Load(
        PolicyPackage package,
        IActionModel model,
        PolicyLoaderOptions options,
        ICollection<PackageError> errors,
        ICollection<PackageError> warnings)
    {
        if (package.Failure is not { Scores.Count: > 0 } spec)
            return null;

        var before = errors.Count;
        Check(package.Manifest, spec, model, errors);
        var graphs = new Dictionary<string, GraphScore>();
        var clusters = new Dictionary<string, PcaKMeansModel>();
        foreach (var score in spec.Scores)
        {
            if (score.Graph is { } graph && GraphScore.Open(
                score, package.Files.Found[graph], model.Insight.Embedding.Length, model.ChunkSize, model.Insight.ActionSize, errors) is { } opened)
                graphs.Add(score.Name, opened);
            if (score.Parameters is { } parameters && ReadClusters(package, parameters, model, errors) is { } read)
                clusters.Add(score.Name, read);
        }

        var hash = errors.Count == before ? PackageHash.Of(package, options, errors) : null;
        var factory = new ScoreFactory(package, model.Insight, graphs, clusters);
        var calibration = options.IgnoreCalibration ? null : CalibrationFile.Read(package.Folder, spec.Calibration, errors);
        if (hash is not null && errors.Count == before)
            Compare(calibration, spec, hash, factory, options, errors, warnings);
        if (hash is not null && errors.Count == before)
            return new PackageMonitor(spec, hash, calibration, factory, [.. graphs.Values], options.TimeProvider);
        foreach (var graph in graphs.Values)
            graph.Dispose();
        return null;
    }

    private static void Compare(
        CalibrationFile? calibration,
        FailureSpec spec,
        string hash,
        ScoreFactory factory,
        PolicyLoaderOptions options,
        ICollection<PackageError> errors,
        ICollection<PackageError> warnings)
    {
        var doubts = options.RequireCalibration ? errors : warnings;
        if (calibration is null)
            doubts.Add(Error(spec.Calibration, "$", $"the calibration of package {hash}", $"none: {WhatToDo}"));
        else if (calibration.PackageSha256 != hash)
            doubts.Add(Error(
                spec.Calibration,
                "package_sha256",
                $"{hash}, the hash of graphs, statistics, sampler, scores and rate as they are",
                $"{calibration.PackageSha256}, the hash as it was when thresholds were fitted: {WhatToDo}"));
        else
            CalibrationFit.Check(calibration, spec, score => factory.Dimensions(score).Length, errors);
    }

    /// <summary>What scores need of the policy.</summary>
    private static void Check(PolicyManifest manifest, FailureSpec spec, IActionModel model, ICollection<PackageError> errors)
    {
        foreach (var score in spec.Scores)
        {
            if (score.NeedsSamples && model.Insight.SampleCount < 2)
                errors.Add(Error(
                    manifest.DescribedBy, score.Field, $"x-robotpolicy.candidates.count of at least 2, since {score.Name} compares samples", $"{model.Insight.SampleCount}"));
            if (score.ComparesPositions && manifest.ActionFormat.Representation != ActionRepresentation.Absolute)
                errors.Add(Error(
                    manifest.DescribedBy, score.Field, $"absolute actions, since {score.Name} compares positions", $"{manifest.ActionFormat.Representation}"));
            if (score.Type == ScoreType.Confidence && manifest.Roles.Outputs.All(o => o.Role != RolesReader.ConfidenceRole))
                errors.Add(Error(manifest.DescribedBy, score.Field, $"an output with the role {RolesReader.ConfidenceRole}", "none"));
            foreach (var (i, joint) in score.Joints.Index())
                if (!manifest.ActionOrder.Contains(joint))
                    errors.Add(Error(manifest.DescribedBy, $"{score.Field}.joints[{i}]", "a joint that action.order names", ErrorText.Quote(joint)));
        }
    }

    private static PcaKMeansModel? ReadClusters(PolicyPackage package, string file, IActionModel model, ICollection<PackageError> errors)
    {
        try
        {
            return ClusterReader.Read(File.ReadAllBytes(package.Files.Found[file]), file, model.Insight.Embedding.Length, errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(Error(file, "$", "a readable file", ErrorText.Clean(e.Message)));
            return null;
        }
    }

    private static PackageError Error(string file, string field, string expected, string actual) =>
        new() { File = file, Field = field, Expected = expected, Actual = actual };
}
