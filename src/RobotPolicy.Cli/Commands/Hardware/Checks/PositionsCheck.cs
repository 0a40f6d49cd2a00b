using System.Globalization;
using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>
/// Whether positions lie within the limits. Where they do not, but would in another unit, the unit is wrong: degrees are 57.3 times
/// radians, millimetres 1000 times metres; a gripper may be reported from 0 to 1 or from 0 to 100.
/// </summary>
internal sealed class PositionsCheck : IHardwareCheck
{
    private const string Name = "positions";
    private const double DegreesPerRadian = 180 / Math.PI;
    private const double MillimetresPerMetre = 1000;
    private const int MaxNamed = 4;
    private const double Far = 3;

    // A joint at its end measures a little past it.
    private const double Slack = 0.02;

    public IEnumerable<Finding> Judge(HardwareProfile profile, Heard heard)
    {
        var found = profile.JointStates
            .SelectMany(topic => topic.Joints.Zip(topic.Names).Select(joint =>
                (Limits: profile.Robot.Joints[joint.First], Heard: heard.Joints.GetValueOrDefault(topic.Topic)?.Find(joint.Second))))
            .Where(joint => joint.Heard is not null)
            .Select(joint => (joint.Limits, Heard: joint.Heard!))
            .ToList();
        if (found.Count == 0)
            yield break;
        if (found.Where(joint => joint.Heard.NonFiniteCount > 0).ToList() is { Count: > 0 } broken)
            yield return new Finding(
                Name,
                CheckState.Problem,
                $"not a number: {List(broken)}",
                "A joint whose position is NaN holds the arm. Some drivers report it until a joint is homed or its motor is switched on.");
        var outside = found.Where(joint => double.IsFinite(joint.Heard.Min) && !IsWithin(joint.Limits, joint.Heard, 1, 0)).ToList();
        if (outside.Count == 0)
        {
            yield return Finding.Ok(Name, $"{found.Count} joints within their limits");
            yield break;
        }

        foreach (var finding in Explain(outside))
            yield return finding;
    }

    private static IEnumerable<Finding> Explain(List<(JointDescription Limits, HeardJoint Heard)> outside)
    {
        var degrees = outside.Where(joint => !joint.Limits.Prismatic && IsWithin(joint.Limits, joint.Heard, DegreesPerRadian, Slack)).ToList();
        if (!degrees.Any(IsFarOutside))
            degrees.Clear();
        var millimetres = outside.Where(joint => joint.Limits.Prismatic && joint.Heard.Max > 1 && IsWithin(joint.Limits, joint.Heard, MillimetresPerMetre, 0)).ToList();
        var shares = outside.Except(degrees).Except(millimetres).Where(joint => joint.Limits.Prismatic && joint.Heard is { Min: >= -Slack, Max: <= 100 + Slack }).ToList();
        var others = outside.Except(degrees).Except(millimetres).Except(shares).ToList();
        if (degrees.Count > 0)
            yield return new Finding(
                Name,
                CheckState.Problem,
                $"in degrees, it seems: {List(degrees)}",
                "They are outside of limits in rad, and within them if they are degrees. Commands would be 57 times too small or too large. Let the driver report rad, as "
                + "ROS does (REP 103), or put a node between; the profile has no unit to set.");
        if (millimetres.Count > 0)
            yield return new Finding(Name, CheckState.Problem, $"in millimetres, it seems: {List(millimetres)}", "They are within their limits if divided by 1000. Let the driver report metres, or put a node between.");
        if (shares.Count > 0)
            yield return new Finding(
                Name,
                CheckState.Problem,
                $"in no unit of length, it seems: {List(shares)}",
                $"The profile says metres; this looks like a share, from 0 to {(shares.Max(joint => joint.Heard.Max) > 1 + Slack ? "100" : "1")}, or like an angle. If the driver also takes commands in "
                + "that unit, its range can be the limits (type: revolute or prismatic then only says how numbers are shown); policies are in that unit too.");
        if (others.Count > 0)
            yield return new Finding(
                Name,
                CheckState.Problem,
                $"outside of the limits: {List(others)}",
                "The first command would pull such a joint inside. Move the arm by its own means, or correct the limits: the driver may count from another zero.");
    }

    /// <summary>A joint a little past its limit would be within it in degrees too; only one far outside tells of a unit.</summary>
    private static bool IsFarOutside((JointDescription Limits, HeardJoint Heard) joint) =>
        Math.Max(Math.Abs(joint.Heard.Min), Math.Abs(joint.Heard.Max)) > Far * Math.Max(Math.Abs(joint.Limits.MinPosition), Math.Abs(joint.Limits.MaxPosition));

    private static bool IsWithin(JointDescription limits, HeardJoint joint, double factor, double slack)
    {
        var margin = Math.Max(slack, Slack * (limits.MaxPosition - limits.MinPosition));
        return joint.Min / factor >= limits.MinPosition - margin && joint.Max / factor <= limits.MaxPosition + margin;
    }

    private static string List(IReadOnlyCollection<(JointDescription Limits, HeardJoint Heard)> joints) =>
        string.Join(", ", joints.Take(MaxNamed).Select(joint => string.Create(
            CultureInfo.InvariantCulture, $"{joint.Limits.Name} {joint.Heard.Last:0.###} ({joint.Limits.MinPosition:0.###}…{joint.Limits.MaxPosition:0.###})")))
        + (joints.Count > MaxNamed ? $", and {joints.Count - MaxNamed} more" : "");
}
