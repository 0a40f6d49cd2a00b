using System.Globalization;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.SingleStep;

/// <summary>
/// Completes a manifest with what a single-step graph says about itself. Keys as IsaacLab and mjlab write them, and the other names
/// in use for the same thing.
/// </summary>
internal static class SingleStepReader
{
    private static readonly (string[] Names, ObservationTermKind Kind)[] Known =
    [
        (["joint_pos", "joint_pos_rel", "dof_pos"], ObservationTermKind.JointPosition),
        (["joint_vel", "joint_vel_rel", "dof_vel"], ObservationTermKind.JointVelocity),
        (["actions", "action", "last_action", "last_actions", "prev_actions"], ObservationTermKind.LastAction),
        (["command", "commands", "velocity_commands", "generated_commands"], ObservationTermKind.Command),
    ];

    /// <summary>The manifest with joints, terms, defaults, scales and rate; errors go to the text's collection.</summary>
    public static PolicyManifest Complete(PolicyManifest manifest, MetadataText text)
    {
        var joints = Required(text, "joint_names", text.Names(text.Key("joint_names", "dof_names")), "the names of the joints");
        var actionKey = text.Key("action_joint_names", "action_names");
        var actionJoints = actionKey is null ? joints : text.Names(actionKey);
        foreach (var joint in actionJoints.Where(joint => !joints.Contains(joint)))
            text.Fail(actionKey!, "joints that joint_names has", ErrorText.Quote(joint));
        if (joints.Distinct().Count() != joints.Count || actionJoints.Distinct().Count() != actionJoints.Count)
            text.Fail("joint_names", "every joint once", "a joint twice");

        var defaults = Spread(text, text.Key("default_joint_pos", "default_angles", "default_joint_positions") ?? "default_joint_pos", joints.Count);
        var scale = Spread(text, "action_scale", actionJoints.Count);
        if (scale.FirstOrDefault(s => s <= 0) is var wrong && scale.Any(s => s <= 0))
            text.Fail("action_scale", "scales above zero", wrong.ToString(CultureInfo.InvariantCulture));
        var command = text.Numbers(text.Key("command")) ?? [];
        var rateKey = text.Key("policy_dt", "step_dt", "control_dt");
        var seconds = text.Numbers(rateKey) is [var stated] ? stated : (double?)null;
        if (rateKey is not null && seconds is not (>= 0.001 and <= 1))
            text.Fail(rateKey, "seconds from one action to the next, from 0.001 to 1", seconds?.ToString(CultureInfo.InvariantCulture) ?? "another text");
        var sound = joints.Count > 0 && actionJoints.All(joints.Contains);
        return manifest with
        {
            ChunkSize = 1,
            StateOrder = joints,
            ActionOrder = actionJoints,
            NamesAreSound = sound,
            ActionIntervalSeconds = manifest.ActionIntervalSeconds ?? seconds,
            SingleStep = new SingleStepSpec
            {
                Terms = Terms(text, joints.Count, actionJoints.Count, command.Length),
                DefaultPositions = defaults,
                ActionDefaults = sound ? [.. actionJoints.Select(joint => defaults[joints.ToList().IndexOf(joint)])] : [],
                ActionScale = scale,
                Command = command,
            },
        };
    }

    private static List<ObservationTerm> Terms(MetadataText text, int joints, int actions, int command)
    {
        const string key = "observation_names";
        var names = Required(text, key, text.Names(text.Key(key, "obs_names")), "the names of the observation's terms");
        var commands = text.Names(text.Key("command_names"));
        var scales = text.Key("observation_scales") is { } scaleKey ? Spread(text, scaleKey, names.Count) : [.. names.Select(_ => 1.0)];
        if (text.Numbers(text.Key("observation_history_lengths")) is { } lengths && lengths.Any(length => length > 1))
            text.Fail("observation_history_lengths", "terms without history", $"{lengths.Max()} steps");

        var terms = new List<ObservationTerm>();
        var lacking = new List<string>();
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i];
            var known = Known.FirstOrDefault(k => k.Names.Contains(name));
            if (known.Names is null && !commands.Contains(name))
            {
                lacking.Add(name);
                continue;
            }

            var kind = known.Names is null ? ObservationTermKind.Command : known.Kind;
            terms.Add(new ObservationTerm(name, kind, kind switch
            {
                ObservationTermKind.LastAction => actions,
                ObservationTermKind.Command => command,
                _ => joints,
            }, scales[i]));
        }

        if (lacking.Count > 0)
            text.Fail(key, $"terms that this service can observe: {string.Join(", ", Known.SelectMany(k => k.Names))}", ErrorText.Clean(string.Join(", ", lacking), 300));
        var commanded = terms.Where(term => term.Kind == ObservationTermKind.Command).ToArray();
        if (commanded.Length > 1)
            text.Fail(key, "one command at most", string.Join(", ", commanded.Select(term => term.Name)));
        else if (commanded.Length == 1 && command == 0)
            text.Fail("command", $"the numbers of {ErrorText.Quote(commanded[0].Name)}, here or as x-robotpolicy.single_step.command of a manifest", "nothing");
        return terms;
    }

    private static IReadOnlyList<string> Required(MetadataText text, string key, IReadOnlyList<string> names, string what)
    {
        if (names.Count == 0)
            text.Fail(key, what, "nothing");
        return names;
    }

    /// <summary>Numbers for each of several things; one number stands for all of them.</summary>
    private static double[] Spread(MetadataText text, string key, int count)
    {
        var numbers = text.Numbers(text.Key(key));
        if (numbers?.Length == count)
            return numbers;
        if (numbers is { Length: 1 })
            return [.. Enumerable.Repeat(numbers[0], count)];
        if (count > 0 && (numbers is not null || text.Key(key) is null))
            text.Fail(key, $"{count} numbers", numbers is null ? "nothing" : $"{numbers.Length}");
        return [.. Enumerable.Repeat(1.0, count)];
    }
}
