using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace RobotPolicy.Cli.Commands.Hardware.Writing;

/// <summary>Reads the joints of a URDF. What is broken is no URDF; nothing outside of the text is read.</summary>
internal static class UrdfReader
{
    private const int MaxCharacters = 8 << 20;

    /// <summary>Joints that move of themselves: revolute, continuous and prismatic ones that follow no other joint.</summary>
    public static IReadOnlyList<UrdfJoint> Read(string urdf)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxCharacters };
            using var reader = XmlReader.Create(new StringReader(urdf), settings);
            return [.. XDocument.Load(reader).Root?.Elements("joint").Select(Read).OfType<UrdfJoint>() ?? []];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    private static UrdfJoint? Read(XElement joint)
    {
        var type = (string?)joint.Attribute("type");
        if ((string?)joint.Attribute("name") is not { Length: > 0 } name || type is not ("revolute" or "continuous" or "prismatic") || joint.Element("mimic") is not null)
            return null;
        var limit = joint.Element("limit");
        var hasEnds = type != "continuous";
        return new UrdfJoint(
            name,
            type == "prismatic",
            hasEnds ? Number(limit, "lower") : null,
            hasEnds ? Number(limit, "upper") : null,
            Number(limit, "velocity") is > 0 and var velocity ? velocity : null);
    }

    private static double? Number(XElement? limit, string attribute) =>
        double.TryParse((string?)limit?.Attribute(attribute), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
