namespace RobotPolicy.Inference.Actions;

/// <summary>How a package's actions are to be read; <c>x-robotpolicy.action</c> of its manifest. Joints by the policy's names. Immutable.</summary>
internal sealed record ActionFormat
{
    /// <summary>What the numbers mean.</summary>
    public ActionRepresentation Representation { get; init; }

    /// <summary>Joints whose numbers are positions whatever the others' are, such as a gripper.</summary>
    public IReadOnlyList<string> AbsoluteJoints { get; init; } = [];

    /// <summary>
    /// Index of the action that stands at the observation's time. Policies that look at n observations often begin their chunk at
    /// the oldest of them; the actions before this one are past and dropped.
    /// </summary>
    public int First { get; init; }

    /// <summary>Joints that know two positions only.</summary>
    public IReadOnlyList<BinaryJoint> BinaryJoints { get; init; } = [];
}
