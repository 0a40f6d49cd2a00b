namespace RobotPolicy.Inference.Splines;

/// <summary>What a package says about a graph that answers with a curve instead of actions (<c>x-robotpolicy.spline</c>). Immutable.</summary>
internal sealed record SplineSpec
{
    /// <summary>Degree p (<c>degree</c>).</summary>
    public required int Degree { get; init; }

    /// <summary>Control points n of each joint (<c>control_points</c>).</summary>
    public required int ControlPoints { get; init; }

    /// <summary>Seconds from the first control point to the last (<c>duration</c>).</summary>
    public required double Duration { get; init; }

    /// <summary>Tokens N that a control point is one of; <see langword="null"/> where the graph answers with control points (<c>tokens</c>).</summary>
    public int? Tokens { get; init; }

    /// <summary>File with <c>control_points.min</c> and <c>.max</c>; required with tokens (<c>bounds</c>).</summary>
    public string? Bounds { get; init; }

    /// <summary>Degree of the joints in <see cref="GripperJoints"/> (<c>gripper_degree</c>).</summary>
    public int GripperDegree { get; init; }

    /// <summary>Joints, by the policy's names, with a degree of their own (<c>gripper_joints</c>).</summary>
    public IReadOnlyList<string> GripperJoints { get; init; } = [];

    /// <summary>Output of the graph; <see langword="null"/> for its usual name (<c>output</c>).</summary>
    public string? Output { get; init; }
}
