using System.Globalization;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Hardware;

/// <summary>Reads the section <c>joints</c> and the limits of each joint, in ros2_control's own keys.</summary>
internal static class JointReader
{
    private const int MaxJoints = 64;
    private const double MaxPosition = 1000;
    private const double MaxVelocity = 1000;
    private const double MaxAcceleration = 100_000;

    private static readonly Dictionary<string, bool> JointTypes = new() { ["revolute"] = false, ["prismatic"] = true };

    private static readonly string[] UnusedLimits =
        ["has_effort_limits", "max_effort", "angle_wraparound", "k_position", "k_velocity", "max_jerk"];

    /// <summary>Reads all joints; those without usable limits are left out, and reported.</summary>
    /// <param name="root">The profile.</param>
    /// <param name="commandLatency">Latency of a joint that states none, s.</param>
    /// <param name="driverNames">Receives what messages call each joint that is declared.</param>
    public static List<JointDescription> Read(ProfileNode root, double commandLatency, Dictionary<string, string> driverNames)
    {
        var joints = new List<JointDescription>();
        var items = root.Sequence("joints", required: true);
        if (root.Has("joints") && items.Count is 0 or > MaxJoints)
            root.Wrong("joints", string.Create(CultureInfo.InvariantCulture, $"1 to {MaxJoints} joints"), items.Count.ToString(CultureInfo.InvariantCulture));
        var limits = root.Mapping("joint_limits");
        foreach (var item in items)
        {
            var name = item.Text("name");
            var prismatic = item.Choice<bool>("type", JointTypes, false);
            var driverName = item.Text("driver_name", name);
            var tracking = item.Number("max_tracking_error", 1e-6, MaxPosition);
            var latency = TimeSpan.FromSeconds(item.Number("command_latency_s", 0, HardwareProfileLoader.MaxLatencySeconds, commandLatency));
            item.Finish();
            if (name.Length == 0)
                continue;
            if (joints.Any(joint => joint.Name == name))
                item.Wrong("name", "every joint once", $"'{name}' twice");
            else if (limits?.Mapping(name) is { } limit)
                joints.Add(ReadLimits(limit, name, prismatic, tracking) with { CommandLatency = latency });
            driverNames[name] = driverName;
        }

        limits?.Finish();
        return joints;
    }

    private static JointDescription ReadLimits(ProfileNode limit, string name, bool prismatic, double tracking)
    {
        Require(limit, "has_position_limits");
        Require(limit, "has_velocity_limits");
        Require(limit, "has_acceleration_limits");
        var hasEnds = limit.TryNumber("min_position", -MaxPosition, MaxPosition, out var min);
        hasEnds &= limit.TryNumber("max_position", -MaxPosition, MaxPosition, out var max);
        var velocity = limit.Number("max_velocity", 1e-6, MaxVelocity);
        var acceleration = limit.Number("max_acceleration", 1e-6, MaxAcceleration);

        // One number limits speeding up and slowing down here, so the smaller one counts; soft limits narrow the hard ones.
        if (limit.Flag("has_deceleration_limits", false))
            acceleration = Math.Min(acceleration, limit.Number("max_deceleration", 1e-6, MaxAcceleration));
        else
            limit.Ignore("max_deceleration");
        if (limit.Flag("has_soft_limits", false))
        {
            min = Math.Max(min, limit.Number("soft_lower_limit", -MaxPosition, MaxPosition));
            max = Math.Min(max, limit.Number("soft_upper_limit", -MaxPosition, MaxPosition));
        }
        else
        {
            limit.Ignore("soft_lower_limit");
            limit.Ignore("soft_upper_limit");
        }

        if (limit.Flag("has_jerk_limits", false))
            limit.Wrong("has_jerk_limits", "false, because jerk is not limited here", "true");
        foreach (var unused in UnusedLimits)
            limit.Ignore(unused);
        if (hasEnds && !(min < max))
            limit.Wrong("max_position", string.Create(CultureInfo.InvariantCulture, $"more than the lower limit {min:R}"), max.ToString("R", CultureInfo.InvariantCulture));
        limit.Finish();
        return new JointDescription
        {
            Name = name,
            Prismatic = prismatic,
            MinPosition = min,
            MaxPosition = max,
            MaxVelocity = velocity,
            MaxAcceleration = acceleration,
            MaxTrackingError = tracking,
        };
    }

    private static void Require(ProfileNode limit, string flag)
    {
        if (!limit.Flag(flag, false))
            limit.Wrong(flag, "true: limits are mandatory", limit.Has(flag) ? "false" : "nothing");
    }
}
