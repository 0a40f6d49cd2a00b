using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Splines;

/// <summary>Reads <c>x-robotpolicy.spline</c>.</summary>
internal static class SplineReader
{
    public const string Field = "x-robotpolicy.spline";
    private const int MaxTokens = 1 << 16;

    /// <summary>What the section says; <see langword="null"/> where there is none, or where it is wrong.</summary>
    public static SplineSpec? Read(JsonCursor extension, PolicyManifest manifest)
    {
        if (extension.Object("spline") is not { } json)
            return null;
        var before = json.ErrorCount;
        json.RejectUnknown("degree", "control_points", "duration", "tokens", "bounds", "gripper_degree", "gripper_joints", "output");
        var degree = json.Int("degree", 0, 5) ?? 4;
        var tokens = json.Int("tokens", 2, MaxTokens);
        var gripper = json.Int("gripper_degree", 0, 5) ?? 0;
        var points = json.Int("control_points", Math.Max(degree, gripper) + 1, ClampedSpline.MaxControlPoints, required: true);
        var duration = json.Number("duration", 0.001, 600, required: true);
        var bounds = json.String("bounds", required: tokens is not null);
        var joints = json.Strings("gripper_joints");
        foreach (var joint in joints.Where(joint => !manifest.ActionOrder.Contains(joint)))
            json.FailAt("gripper_joints", "joints that action.order names", ErrorText.Quote(joint));
        if (manifest.Denoiser is not null)
            json.Fail("a policy of one graph", "a sampler");
        var output = json.String("output");
        return json.ErrorCount != before ? null : new SplineSpec
        {
            Degree = degree,
            ControlPoints = points!.Value,
            Duration = duration!.Value,
            Tokens = tokens,
            Bounds = bounds,
            GripperDegree = gripper,
            GripperJoints = joints,
            Output = output,
        };
    }
}
