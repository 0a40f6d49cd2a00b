using RobotPolicy.Inference.Actions;

namespace RobotPolicy.Inference.Packages;

/// <summary>Reads <c>x-robotpolicy.action</c>: what the numbers of an action mean, and when.</summary>
internal static class ActionReader
{
    private static readonly (string Text, ActionRepresentation Value)[] Representations =
    [
        ("absolute", ActionRepresentation.Absolute),
        ("delta", ActionRepresentation.Delta),
        ("velocity", ActionRepresentation.Velocity),
        ("relative", ActionRepresentation.Relative),
    ];

    /// <summary>The manifest with what its action section says.</summary>
    public static PolicyManifest Read(JsonCursor extension, PolicyManifest manifest)
    {
        if (extension.Object("action") is not { } action)
            return manifest;
        action.RejectUnknown("representation", "absolute", "binary", "dt", "first");
        var text = action.OneOf("representation", [.. Representations.Select(known => known.Text)]);
        var absolute = action.Strings("absolute");
        if (manifest.NamesAreSound)
            for (var i = 0; i < absolute.Count; i++)
                if (!manifest.ActionOrder.Contains(absolute[i]))
                    action.FailAt($"absolute[{i}]", "a joint that action.order names", ErrorText.Quote(absolute[i]));

        var seconds = action.Number("dt", 0.001, 1);
        return manifest with
        {
            ActionIntervalSeconds = seconds,
            ActionIntervalIsWrong = seconds is null && action.IsPresent("dt"),
            ActionFormat = new ActionFormat
            {
                Representation = Representations.FirstOrDefault(known => known.Text == text).Value,
                AbsoluteJoints = absolute,
                First = action.Int("first", 0, ManifestReader.MaxChunk - 1) ?? 0,
                BinaryJoints = ReadBinary(action, manifest),
            },
        };
    }

    private static List<BinaryJoint> ReadBinary(JsonCursor action, PolicyManifest manifest)
    {
        const double largest = 1e6;
        var joints = new List<BinaryJoint>();
        if (action.Object("binary") is not { } binary)
            return joints;
        foreach (var (name, value) in binary.Properties())
        {
            if (manifest.NamesAreSound && !manifest.ActionOrder.Contains(name))
                value.Fail("a joint that action.order names", ErrorText.Quote(name));
            if (binary.Object(name) is not { } joint)
                continue;
            joint.RejectUnknown("threshold", "below", "above");
            var threshold = joint.Number("threshold", -largest, largest, required: true);
            var below = joint.Number("below", -largest, largest, required: true);
            var above = joint.Number("above", -largest, largest, required: true);
            joints.Add(new BinaryJoint(name, threshold ?? 0, below ?? 0, above ?? 0));
        }

        return joints;
    }
}
