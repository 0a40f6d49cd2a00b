using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Roles;

/// <summary>
/// Reads what a package says about its word for success and progress: fields of <c>x-robotpolicy.outputs</c> beside the role, and
/// <c>x-robotpolicy.verifier</c>.
/// </summary>
internal static class SignalReader
{
    private const int MaxEvery = 1_000_000;

    /// <summary>Fields that an output of a role may have beside it.</summary>
    public static IReadOnlyList<string> Fields(string role) => role switch
    {
        RolesReader.SuccessRole => ["logits", "threshold", "consecutive"],
        RolesReader.ProgressRole => ["accumulate", "every", "threshold"],
        _ => [],
    };

    /// <summary>How success and progress are read.</summary>
    public static (SuccessSpec? Success, ProgressSpec Progress) Read(JsonCursor extension, IReadOnlyList<OutputSpec> outputs, bool hasVerifier)
    {
        SuccessSpec? success = hasVerifier ? new SuccessSpec(false, ReadRule(extension.Object("verifier"))) : null;
        var progress = new ProgressSpec();
        foreach (var output in outputs)
        {
            var json = extension.Object("outputs")!.Value.Object(output.Name)!.Value;
            if (output.Role == RolesReader.SuccessRole)
            {
                if (hasVerifier)
                    json.FailAt("role", "one source for success", "an output and graphs.verifier");
                success = new SuccessSpec(json.Bool("logits") ?? false, ReadRule(json));
            }
            else if (output.Role == RolesReader.ProgressRole)
            {
                progress = new ProgressSpec(json.Bool("accumulate") ?? false, json.Int("every", 1, MaxEvery) ?? 1, json.Number("threshold", 0, 1));
                if (!progress.Accumulates && json.IsPresent("every"))
                    json.FailAt("every", "accumulate: true, which alone has milestones", "nothing");
            }
        }

        return (success, progress);
    }

    /// <summary>Inferences from one run of the verifier to the next; <see langword="null"/> where there is none.</summary>
    public static int? ReadVerifier(JsonCursor extension, bool hasVerifier)
    {
        if (extension.Object("verifier") is not { } json)
            return hasVerifier ? 1 : null;
        json.RejectUnknown("every", "threshold", "consecutive");
        if (!hasVerifier)
            json.Fail("graphs.verifier, which it is about", "nothing");
        return json.Int("every", 1, MaxEvery) ?? 1;
    }

    private static SuccessRule ReadRule(JsonCursor? json) => new(
        json?.Number("threshold", 0, 1) ?? SuccessRule.DefaultThreshold, json?.Int("consecutive", 1, RecentSuccess.Length) ?? 1);
}
