using RobotPolicy.Simulator.MuJoCo;

namespace RobotPolicy.Simulator.PickPlace;

/// <summary>
/// Where a scene keeps the objects that the robot and the task need. Another scene file may look and weigh as it likes, as long
/// as it has these names.
/// </summary>
internal sealed class SceneLayout
{
    // Sites that begin with this are goals; a scene without any has one, the site "target".
    private const string GoalPrefix = "goal_";

    private readonly MjModel _model;
    private readonly List<string> _missing = [];

    /// <summary>Looks everything up.</summary>
    /// <exception cref="SimulatorException">Names are missing, all of them in the message, or the actuators are in another order.</exception>
    internal SceneLayout(MjModel model, string scenePath)
    {
        _model = model;
        ArmJoints = [.. RobotNames.Joints.Take(RobotNames.ArmJointCount).Select(name => Find(MjObjectKind.Joint, name))];
        LeftFinger = Find(MjObjectKind.Joint, "finger_l");
        RightFinger = Find(MjObjectKind.Joint, "finger_r");
        var cubeJoint = Find(MjObjectKind.Joint, "cube");
        CubeBody = Find(MjObjectKind.Body, "cube");
        CubeGeom = Find(MjObjectKind.Geom, "cube");
        LeftPad = Find(MjObjectKind.Geom, "pad_l");
        RightPad = Find(MjObjectKind.Geom, "pad_r");
        ToolSite = Find(MjObjectKind.Site, "tcp");
        var target = Find(MjObjectKind.Site, RobotNames.TargetSite);
        Cameras = [.. RobotNames.Cameras.Select(name => Find(MjObjectKind.Camera, name))];
        var actuators = RobotNames.Joints.Select(name => Find(MjObjectKind.Actuator, name)).ToArray();
        if (_missing.Count > 0)
            throw new SimulatorException($"Scene '{scenePath}' lacks: {string.Join(", ", _missing)}.");
        if (!actuators.SequenceEqual(Enumerable.Range(0, RobotNames.JointCount)) || model.ActuatorCount != RobotNames.JointCount)
            throw new SimulatorException($"Scene '{scenePath}': the actuators must be exactly {string.Join(", ", RobotNames.Joints)}, in this order.");

        ArmPositions = [.. ArmJoints.Select(model.PositionAddress)];
        ArmVelocities = [.. ArmJoints.Select(model.VelocityAddress)];
        CubePosition = model.PositionAddress(cubeJoint);
        CubeVelocity = model.VelocityAddress(cubeJoint);
        Goals = [.. Enumerable.Range(0, model.SiteCount)
            .Select(site => (Name: model.NameOf(MjObjectKind.Site, site), Site: site))
            .Where(found => found.Name?.StartsWith(GoalPrefix, StringComparison.Ordinal) == true)
            .Select(found => new SceneGoal(found.Name![GoalPrefix.Length..], found.Site))];
        if (Goals.Length == 0)
            Goals = [new SceneGoal(RobotNames.TargetSite, target)];
    }

    /// <summary>Joint indices of the arm.</summary>
    internal int[] ArmJoints { get; }

    /// <summary>Indices of the arm joints in the positions.</summary>
    internal int[] ArmPositions { get; } = [];

    /// <summary>Indices of the arm joints in the velocities.</summary>
    internal int[] ArmVelocities { get; } = [];

    /// <summary>Joint index of the left finger, whose travel is reported as the gripper's position.</summary>
    internal int LeftFinger { get; }

    /// <summary>Joint index of the right finger, coupled to the left one.</summary>
    internal int RightFinger { get; }

    /// <summary>Index in the positions of the cube's x y z qw qx qy qz.</summary>
    internal int CubePosition { get; }

    /// <summary>Index in the velocities of the cube's linear and then angular velocity.</summary>
    internal int CubeVelocity { get; }

    /// <summary>The cube's body.</summary>
    internal int CubeBody { get; }

    /// <summary>The cube's geom.</summary>
    internal int CubeGeom { get; }

    /// <summary>Geom of the left finger's pad.</summary>
    internal int LeftPad { get; }

    /// <summary>Geom of the right finger's pad.</summary>
    internal int RightPad { get; }

    /// <summary>Tool centre point between the finger tips.</summary>
    internal int ToolSite { get; }

    /// <summary>Discs that the cube may be wanted on, at least one, in the order of the scene file.</summary>
    internal SceneGoal[] Goals { get; } = [];

    /// <summary>Cameras in the order of <see cref="RobotNames.Cameras"/>.</summary>
    internal int[] Cameras { get; }

    /// <summary>Index of a goal by its name, or -1.</summary>
    internal int FindGoal(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Goals.Length; i++)
        {
            if (name.SequenceEqual(Goals[i].Name))
                return i;
        }

        return -1;
    }

    /// <summary>The goals' names, for messages.</summary>
    internal string DescribeGoals() => string.Join(", ", Goals.Select(goal => goal.Name));

    private int Find(MjObjectKind kind, string name)
    {
        var index = _model.Find(kind, name);
        if (index < 0)
            _missing.Add($"{kind.ToString().ToLowerInvariant()} '{name}'");
        return index;
    }
}
