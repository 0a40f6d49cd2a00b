namespace RobotPolicy.Control.Model;

/// <summary>
/// Which joint and camera of the robot stands behind each entry of a policy's vectors; matched by name, so that the two may be
/// ordered differently. Immutable.
/// </summary>
public sealed class PolicyBinding
{
    private PolicyBinding(int[] stateJoints, int[] actionJoints, int[] cameras)
    {
        StateJoints = stateJoints;
        ActionJoints = actionJoints;
        Cameras = cameras;
    }

    /// <summary>For each entry of the policy's state vector, the robot's joint.</summary>
    public IReadOnlyList<int> StateJoints { get; }

    /// <summary>For each entry of the policy's action vector, the robot's joint.</summary>
    public IReadOnlyList<int> ActionJoints { get; }

    /// <summary>For each camera of the policy, the robot's camera.</summary>
    public IReadOnlyList<int> Cameras { get; }

    /// <summary>Matches a policy with a robot.</summary>
    /// <param name="policy">What the policy asks for.</param>
    /// <param name="robot">What the robot has.</param>
    /// <param name="errors">Receives every mismatch as one sentence; nothing is added when the two fit.</param>
    /// <returns>The binding, or <see langword="null"/> if there are errors.</returns>
    public static PolicyBinding? Create(PolicySpec policy, RobotDescription robot, ICollection<string> errors)
    {
        var before = errors.Count;
        var state = Match(policy.StateJoints, robot.IndexOfJoint, "state joint", Names(robot.Joints, j => j.Name), policy, robot, errors);
        var action = Match(policy.ActionJoints, robot.IndexOfJoint, "action joint", Names(robot.Joints, j => j.Name), policy, robot, errors);
        var cameras = Match(policy.Cameras, robot.IndexOfCamera, "camera", Names(robot.Cameras, c => c.Name), policy, robot, errors);

        // A joint that no action moves would be commanded by nobody; a command message always carries all joints.
        for (var joint = 0; joint < robot.Joints.Count; joint++)
            if (Array.IndexOf(action, joint) < 0)
                errors.Add($"policy '{policy.Name}' has no action for joint '{robot.Joints[joint].Name}' of robot '{robot.Name}'");

        return errors.Count == before ? new PolicyBinding(state, action, cameras) : null;
    }

    private static string Names<T>(IReadOnlyList<T> items, Func<T, string> name) => string.Join(", ", items.Select(name));

    private static int[] Match(
        IReadOnlyList<string> wanted,
        Func<string, int> find,
        string what,
        string known,
        PolicySpec policy,
        RobotDescription robot,
        ICollection<string> errors)
    {
        var found = new int[wanted.Count];
        for (var i = 0; i < wanted.Count; i++)
        {
            found[i] = find(wanted[i]);
            if (found[i] < 0)
                errors.Add($"policy '{policy.Name}' asks for {what} '{wanted[i]}', which robot '{robot.Name}' lacks (it has: {known})");
            else if (Array.IndexOf(found, found[i], 0, i) >= 0)
                errors.Add($"policy '{policy.Name}' names {what} '{wanted[i]}' twice");
        }

        return found;
    }
}
