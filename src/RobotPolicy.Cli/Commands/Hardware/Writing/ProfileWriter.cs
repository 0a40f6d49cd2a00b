using System.Globalization;
using System.Text;

namespace RobotPolicy.Cli.Commands.Hardware.Writing;

/// <summary>
/// Writes a draft as a profile, with comments that say what was heard and what to check. What nobody said is a blank that keeps the file
/// from loading: limits are never guessed. Pure.
/// </summary>
/// <param name="draft">The draft.</param>
/// <param name="given">Numbers that a human gave for all revolute joints.</param>
internal sealed class ProfileWriter(ProfileDraft draft, GivenLimits given)
{
    /// <summary>Stands for what a human has to fill in.</summary>
    public const string Blank = "FILL_IN";

    /// <summary>Stands for joints in an order that no message tells.</summary>
    public const string BlankOrder = "FILL_IN_ORDER";

    private const double Periods = 9;
    private const double Gaps = 3;
    private const double Step = 0.05;

    private readonly StringBuilder _text = new();

    /// <summary>Writes the file.</summary>
    /// <param name="robot">Name of the robot.</param>
    public string Write(string robot)
    {
        Line($"# Written by `robotctl hardware new` from what it heard in {Short(draft.Heard.Seconds)} s. Units: rad or m, and seconds.");
        Line($"# What nobody said is {Blank}: the file does not load until you have filled it in. Then: robotctl hardware check on this file.");
        Line("# Keys in full, and those that are not here (latencies, interventions): hardware/simulator.yaml.");
        Line($"robot: {robot}");
        WriteStamps();
        WriteStates();
        WriteCommands();
        WriteJoints();
        WriteLimits();
        WriteSafePose();
        WriteCameras();
        WriteStopInputs();
        return _text.ToString();
    }

    private IEnumerable<DraftJoint> AllJoints => draft.Parts.SelectMany(part => part.Joints);

    private void WriteStamps()
    {
        Line();
        if (draft.StampProblem.Length > 0)
            Line($"# By reception, since {draft.StampProblem}. Set the clocks, and this can be `header`, which sees what the network delays.");
        Line(draft.StampProblem.Length > 0 ? "stamps: reception" : "stamps: header");
    }

    private void WriteStates()
    {
        Line();
        foreach (var part in draft.Parts)
        {
            Line($"# {part.StatesTopic}: {Short(part.Stream.RateHz)} Hz, longest gap {Short(part.Stream.LongestGapSeconds * 1000)} ms.");
            if (part.LeftOut.Count > 0)
                Line($"# It also reports {string.Join(", ", part.LeftOut)}, which the URDF does not know or which follow another joint: left alone.");
        }

        if (draft.OtherStates.Count > 0)
            Line($"# Not taken, as another topic has their joints, or another one was asked for: {string.Join(", ", draft.OtherStates)}.");
        Line("joint_states:");
        Line($"  timeout_s: {Timeout([.. draft.Parts.Select(part => part.Stream)])}");
        if (draft.Parts.Count == 1)
        {
            Line($"  topic: {draft.Parts[0].StatesTopic}");
            return;
        }

        Line("  topics:");
        foreach (var part in draft.Parts)
            Line($"    - {{topic: {part.StatesTopic}, joints: [{Names(part)}]}}");
    }

    private void WriteCommands()
    {
        Line();
        foreach (var part in draft.Parts.Where(part => part.OtherCommands.Count > 0))
            Line($"# Also taken near {part.StatesTopic}: {string.Join(", ", part.OtherCommands)}.");
        foreach (var part in draft.Parts.Where(part => part.CommandTopic.Length == 0))
            Line($"# Nobody takes commands near {part.StatesTopic}: load a controller, and name its topic.");
        Line("command:");
        Line($"  type: {Type(draft.Parts[0])}");
        Line("  topics:");
        foreach (var part in draft.Parts)
            WriteCommands(part);
    }

    /// <summary>A trajectory names its joints; an array does not, and an arm that takes it in another order is dangerous.</summary>
    private void WriteCommands(DraftPart part)
    {
        var controller = part.CommandTopic.Length > 0 ? ProfileDraft.NamespaceOf(part.CommandTopic) : "/<controller>";
        Line($"    - topic: {(part.CommandTopic.Length > 0 ? part.CommandTopic : Blank)}");
        if (Type(part) != Type(draft.Parts[0]))
            Line($"      type: {Type(part)}");
        if (part.IsTrajectory)
        {
            Line($"      # CHECK which of them it takes: ros2 param get {controller} joints");
            Line($"      joints: [{Names(part)}]");
            return;
        }

        Line("      # CHECK that it takes positions: velocities and efforts come in the same message.");
        Line($"      # The message names no joints: list them in the order of the controller's own list. ros2 param get {controller} joints");
        Line($"      # Joints, in the order of the joint states, which is mostly another: {Names(part)}");
        Line($"      joints: [{BlankOrder}]");
    }

    private void WriteJoints()
    {
        Line();
        Line("# max_tracking_error: distance between command and measurement at which motion stops; some 0.2 to 0.3 rad is usual for an arm.");
        Line("joints:");
        foreach (var joint in AllJoints)
        {
            var driver = joint.Name == joint.DriverName ? "" : $"driver_name: {joint.DriverName}, ";
            var isPrismatic = joint.Urdf?.Prismatic == true;
            var tail = joint.Urdf is null ? "   # CHECK: revolute, in rad? Where it is in m, add type: prismatic" : "";
            Line($"  - {{name: {joint.Name}, {driver}{(isPrismatic ? "type: prismatic, " : "")}max_tracking_error: {Or(isPrismatic ? null : given.TrackingError)}}}{tail}");
        }
    }

    private void WriteLimits()
    {
        Line();
        foreach (var part in draft.Parts)
            Line(part.DescriptionTopic.Length > 0
                ? $"# Positions and velocities of {part.StatesTopic} are those of the URDF on {part.DescriptionTopic}. CHECK: some URDFs have placeholders."
                : $"# Nobody published a URDF (robot_description) beside {part.StatesTopic}: take the limits from the maker's data sheet.");
        Line("# A URDF has no accelerations: take the maker's, or begin with a small one.");
        Line("joint_limits:");
        foreach (var joint in AllJoints)
        {
            Line($"  {joint.Name}:{(double.IsFinite(joint.Position) ? $"   # was at {Number(joint.Position)}" : "")}");
            Line("    has_position_limits: true");
            Line($"    min_position: {Or(joint.Urdf?.Min)}");
            Line($"    max_position: {Or(joint.Urdf?.Max)}");
            Line("    has_velocity_limits: true");
            Line($"    max_velocity: {Or(joint.Urdf?.Velocity)}");
            Line("    has_acceleration_limits: true");
            Line($"    max_acceleration: {Or(joint.Urdf?.Prismatic == true ? null : given.Acceleration)}");
        }
    }

    private void WriteSafePose()
    {
        Line();
        Line("# Where a retry begins. This is where the robot was; take it, or another, if it can be reached from anywhere in a straight line in joint");
        Line("# space, which knows no obstacles.");
        Line("# safe_pose:");
        foreach (var joint in AllJoints)
            Line($"#   {joint.Name}: {(double.IsFinite(joint.Position) ? Number(joint.Position) : Blank)}");
    }

    private void WriteCameras()
    {
        Line();
        Line("# CHECK the names: a policy asks for its cameras by name.");
        if (draft.OtherPictures.Count > 0)
            Line($"# Not taken: {string.Join(", ", draft.OtherPictures)}.");
        Line(draft.Cameras.Count == 0 ? "# No pictures were heard." : "cameras:");
        foreach (var camera in draft.Cameras)
        {
            var heard = camera.Heard;
            var size = heard.Width > 0 ? string.Create(CultureInfo.InvariantCulture, $"{heard.Width}x{heard.Height} ") : "";
            Line($"  - {{name: {camera.Name}, topic: {camera.Topic}, {(heard.Compressed ? "compressed: true, " : "")}timeout_s: {Timeout([heard.Stream])}}}   # {size}{heard.Encoding}, {Short(heard.Stream.RateHz)} Hz");
        }
    }

    private void WriteStopInputs()
    {
        Line();
        Line("# Topics that can stop the arm; see hardware/simulator.yaml. They are not a safety function.");
        Line(draft.BoolTopics.Count == 0
            ? "# Nobody publishes a std_msgs/Bool."
            : $"# CHECK whether one of these says that the robot may not move: {string.Join(", ", draft.BoolTopics)}.");
        Line("# stop_inputs:");
        Line($"#   - {{name: robot, topic: {draft.BoolTopics.FirstOrDefault() ?? "/safety/stop"}, type: bool, stop_when: true, latched: true, kind: protective}}");
    }

    /// <summary>Nine periods or three times the longest gap, whichever is more, so that a late message or two hold nothing.</summary>
    private static string Timeout(IReadOnlyList<Hearing.HeardStream> streams)
    {
        var seconds = streams.Max(stream => Math.Max(stream.RateHz > 0 ? Periods / stream.RateHz : 0, stream.LongestGapSeconds * Gaps));
        return Number(Math.Min(60, Math.Max(Step, Math.Ceiling(seconds / Step - 1e-9) * Step)));
    }

    private static string Names(DraftPart part) => string.Join(", ", part.Joints.Select(joint => joint.Name));

    private static string Type(DraftPart part) => part.IsTrajectory ? "joint_trajectory" : "forward_position";

    private static string Or(double? value) => value is { } number ? Number(number) : Blank;

    private static string Number(double value) => Math.Round(value, 6).ToString("0.######", CultureInfo.InvariantCulture);

    private static string Short(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private void Line(string text = "") => _text.Append(text).Append('\n');
}
