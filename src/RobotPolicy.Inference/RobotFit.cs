using System.Globalization;
using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference;

/// <summary>Compares what a package asks for with what a robot has.</summary>
internal static class RobotFit
{
    /// <summary>The binding, or <see langword="null"/> and every mismatch as an error.</summary>
    public static PolicyBinding? Bind(PolicyPackage package, PolicySpec spec, RobotDescription robot, ICollection<PackageError> errors)
    {
        var manifest = package.Manifest;
        if (!manifest.NamesAreSound)
            return null;

        var before = errors.Count;
        void Fail(string field, string expected, string actual) =>
            errors.Add(new PackageError { File = manifest.DescribedBy, Field = field, Expected = expected, Actual = actual });

        var ownNames = manifest.SingleStep is not null;
        var (state, action) = ownNames ? ("joint_names", "joint_names") : (manifest.RobotField + ".state.order", manifest.RobotField + ".action.order");
        var jointNames = Names(robot.Joints.Select(joint => joint.Name));
        CheckNames(spec.StateJoints, robot.IndexOfJoint, state, $"a joint of robot {ErrorText.Quote(robot.Name)}: {jointNames}", Fail);
        if (!ownNames)
            CheckNames(spec.ActionJoints, robot.IndexOfJoint, action, $"a joint of robot {ErrorText.Quote(robot.Name)}: {jointNames}", Fail);
        for (var camera = 0; camera < spec.Cameras.Count; camera++)
            if (robot.IndexOfCamera(spec.Cameras[camera]) < 0)
                Fail(
                    $"{manifest.Cameras[camera].Field}.name",
                    $"a camera of robot {ErrorText.Quote(robot.Name)}: {Names(robot.Cameras.Select(c => c.Name))}",
                    ErrorText.Quote(spec.Cameras[camera]));

        // A joint that no action moves would be commanded by nobody; a command message always carries all joints.
        foreach (var joint in robot.Joints.Where(joint => !spec.ActionJoints.Contains(joint.Name)))
            Fail(action, $"an action for every joint of robot {ErrorText.Quote(robot.Name)}", $"none for {ErrorText.Quote(joint.Name)}");
        CheckPositions(manifest, robot, Fail);
        if (errors.Count != before)
            return null;

        // What is left, such as two names for one joint, has no field of its own.
        var others = new List<string>();
        var binding = PolicyBinding.Create(spec, robot, others);
        foreach (var other in others)
            Fail("$", $"a policy that fits robot {ErrorText.Quote(robot.Name)}", ErrorText.Clean(other, 300));
        return binding;
    }

    private static void CheckNames(
        IReadOnlyList<string> names, Func<string, int> find, string field, string expected, Action<string, string, string> fail)
    {
        for (var i = 0; i < names.Count; i++)
            if (find(names[i]) < 0)
                fail($"{field}[{i}]", expected, ErrorText.Quote(names[i]));
    }

    /// <summary>Positions that the package states must be within the robot's reach; they would be cut off without a word.</summary>
    private static void CheckPositions(PolicyManifest manifest, RobotDescription robot, Action<string, string, string> fail)
    {
        void Check(string policyName, double position, string field)
        {
            if (robot.IndexOfJoint(manifest.RobotJoint(policyName)) is var index && index < 0)
                return;
            var joint = robot.Joints[index];
            var unit = manifest.UnitsPerRobotUnit(joint.Prismatic);
            if (position / unit < joint.MinPosition || position / unit > joint.MaxPosition)
                fail(
                    field,
                    string.Create(CultureInfo.InvariantCulture, $"{joint.MinPosition * unit:g6} to {joint.MaxPosition * unit:g6}, the limits of {ErrorText.Quote(joint.Name)}"),
                    position.ToString("g6", CultureInfo.InvariantCulture));
        }

        foreach (var joint in manifest.ActionFormat.BinaryJoints)
        {
            Check(joint.Name, joint.Below, $"x-robotpolicy.action.binary.{ErrorText.Clean(joint.Name)}.below");
            Check(joint.Name, joint.Above, $"x-robotpolicy.action.binary.{ErrorText.Clean(joint.Name)}.above");
        }

        if (manifest.SingleStep is { } single)
            for (var i = 0; i < manifest.ActionOrder.Count && i < single.ActionDefaults.Count; i++)
                Check(manifest.ActionOrder[i], single.ActionDefaults[i], $"default_joint_pos of {ErrorText.Clean(manifest.ActionOrder[i])}");
    }

    private static string Names(IEnumerable<string> names) => ErrorText.Clean(string.Join(", ", names) is { Length: > 0 } list ? list : "none", 300);
}
