using RobotPolicy.Inference.Normalization;

namespace RobotPolicy.Inference.Packages;

/// <summary>
/// Folds a manifest's steps into what runs: one affine normaliser for the state, one for the actions, and per camera a plan for the
/// picture, one mean and one divisor, whose last resize, scale and normalisation the image kernel applies in a single pass.
/// </summary>
internal sealed class PipelineBuilder(
    PolicyManifest manifest, IReadOnlyDictionary<NormalizeStep, StatisticsTable> statistics, ICollection<PackageError> errors)
{
    private readonly HashSet<(NormalizeStep, string)> _reported = [];

    public AffineNormalizer BuildState() => Build(FeatureNames.State, manifest.StateOrder.Count, manifest.Preprocessors.OfType<NormalizeStep>());

    public AffineNormalizer BuildAction() => Build(FeatureNames.Action, manifest.ActionOrder.Count, manifest.Postprocessors);

    public IReadOnlyList<CameraInput> BuildCameras()
    {
        foreach (var step in manifest.Preprocessors.OfType<NormalizeStep>())
            CheckUsed(step);
        return [.. manifest.Cameras.Select(BuildCamera)];
    }

    private CameraInput BuildCamera(ManifestCamera camera)
    {
        var feature = FeatureNames.Image(camera.Name);
        var plan = new ImagePlanBuilder(camera, Fail);
        var normalized = false;
        foreach (var step in manifest.Preprocessors)
        {
            if (!step.AppliesTo(feature) || (step is NormalizeStep n && !HasStatistics(n, feature)))
                continue;

            // The kernel resizes, scales, then normalises; another order would mean other numbers.
            if (normalized && step is not NormalizeStep)
                Fail(step.Field, "steps on pictures before normalize", "after it");
            else if (step is not NormalizeStep normalize)
                plan.Add(step);
            else if (double.IsFinite(normalize.Formula.Clip))
                Fail($"{step.Field}.clip", $"no bound for pictures: a step of its own for {feature}", "a bound");
            normalized |= step is NormalizeStep;
        }

        var normalizer = Build(feature, camera.Channels, manifest.Preprocessors.OfType<NormalizeStep>());
        var mean = Array.ConvertAll(normalizer.Offset, v => (float)v);
        var std = Array.ConvertAll(normalizer.Divisor, v => (float)v);

        // LeRobot states pictures' statistics for pixels in 0…1 and takes it for granted that they come so.
        var isOfUnitRange = normalized && Array.TrueForAll(mean, v => v is >= 0 and <= 1) && Array.TrueForAll(std, v => v <= 1);
        foreach (var divisor in std)
        {
            if (divisor > 0 && float.IsFinite(divisor))
                continue;

            Fail(camera.Field, "statistics within single precision", "a divisor that is not");
            break;
        }

        return new CameraInput(camera, plan.Build(camera.UnitRange || isOfUnitRange), mean, std);
    }

    private AffineNormalizer Build(string feature, int count, IEnumerable<NormalizeStep> steps)
    {
        AffineNormalizer? built = null;
        foreach (var step in steps)
        {
            if (!step.AppliesTo(feature) || !HasStatistics(step, feature) || step.Mode == NormalizerMode.Identity)
                continue;

            if (built is not null)
            {
                Fail(step.Field, $"one normaliser for {feature}", "a second one");
                continue;
            }

            var table = statistics[step];
            built = AffineNormalizer.Create(
                step.Formula,
                count,
                name => table.Find(feature, name),
                (name, expected, actual) => errors.Add(new PackageError
                {
                    File = table.Source,
                    Field = $"{feature}.{name}",
                    Expected = expected,
                    Actual = actual,
                })) ?? AffineNormalizer.Identity(count);
        }

        return built ?? AffineNormalizer.Identity(count);
    }

    /// <summary>
    /// A feature without statistics stays as it is where the step does not name its features (so do the exporters); where the
    /// step names it, and for actions, missing statistics are an error: unnormalised actions would move the arm anywhere.
    /// </summary>
    private bool HasStatistics(NormalizeStep step, string feature)
    {
        if (step.Mode == NormalizerMode.Identity)
            return true;
        if (!statistics.TryGetValue(step, out var table))
            return false;
        if (table.Has(feature))
            return true;

        if ((step.Features.Count > 0 || feature == FeatureNames.Action) && _reported.Add((step, feature)))
            errors.Add(new PackageError { File = table.Source, Field = feature, Expected = "statistics", Actual = "nothing" });
        return false;
    }

    private void CheckUsed(NormalizeStep step)
    {
        if (step.Mode == NormalizerMode.Identity || step.Features.Count > 0 || !statistics.TryGetValue(step, out var table))
            return;

        var features = manifest.Cameras.Select(c => FeatureNames.Image(c.Name)).Append(FeatureNames.State).ToArray();
        if (!features.Any(table.Has))
            errors.Add(new PackageError
            {
                File = table.Source,
                Field = "$",
                Expected = $"statistics of one of {string.Join(", ", features)}",
                Actual = "none of them",
            });
    }

    private void Fail(string field, string expected, string actual) =>
        errors.Add(new PackageError { File = ManifestReader.FileName, Field = field, Expected = expected, Actual = actual });
}
