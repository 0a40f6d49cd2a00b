namespace RobotPolicy.TestSupport;

/// <summary>
/// A graph as IsaacLab and mjlab export it, for a robot of two joints: action j = position j + 10 · velocity j + 0.5 · last action j.
/// </summary>
internal static class SingleStepGraph
{
    public static OnnxModelBuilder Graph() => new OnnxModelBuilder()
        .Input("obs", 1, 6)
        .Constant("weights", [1, 0, 0, 1, 10, 0, 0, 10, 0.5f, 0, 0, 0.5f], 6, 2)
        .Node("MatMul", ["obs", "weights"], "actions")
        .Output("actions", 1, 2);

    /// <summary>The graph with metadata as lists with commas.</summary>
    public static OnnxModelBuilder Described(string policyDt = "0.02") => Graph()
        .Metadata("run_path", "team/project/run")
        .Metadata("joint_names", "elbow,gripper")
        .Metadata("joint_stiffness", "40.000,40.000")
        .Metadata("joint_damping", "2.000,2.000")
        .Metadata("default_joint_pos", "1.000,0.500")
        .Metadata("command_names", "")
        .Metadata("observation_names", "joint_pos,joint_vel,actions")
        .Metadata("action_scale", "0.500,0.250")
        .Metadata("policy_dt", policyDt);
}
