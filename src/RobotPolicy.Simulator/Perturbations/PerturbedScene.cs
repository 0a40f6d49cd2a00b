using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using RobotPolicy.Simulator.MuJoCo;

namespace RobotPolicy.Simulator.Perturbations;

/// <summary>
/// Loads a scene as a perturbation makes it. The MJCF text is changed and compiled anew, rather than the compiled model patched:
/// MuJoCo then derives everything that depends on a value, and the nominal scene is always the file as it is.
/// </summary>
internal static class PerturbedScene
{
    private const double HueDegrees = 40;
    private const double ShiftMetres = 0.04;
    private const double TurnDegrees = 4;
    private const double LostLight = 0.4;
    private const double LeastLight = 0.05;
    private const double AddedWeight = 12;
    private const double SlipperyFriction = 0.112;

    /// <summary>Loads a scene.</summary>
    /// <exception cref="SimulatorException">The file cannot be read or compiled, or lacks what the perturbation changes.</exception>
    internal static MjModel Load(string scenePath, Perturbation perturbation)
    {
        if (!perturbation.ChangesScene)
            return MjModel.Load(scenePath);
        if (!File.Exists(scenePath))
            throw new SimulatorException($"Scene file '{scenePath}' does not exist.");
        XElement scene;
        try
        {
            scene = Flatten(XDocument.Load(scenePath).Root!, Path.GetDirectoryName(Path.GetFullPath(scenePath))!);
        }
        catch (Exception e) when (e is XmlException or IOException)
        {
            throw new SimulatorException($"Scene file '{scenePath}' cannot be read: {e.Message}", e);
        }

        Change(scene, perturbation);
        var path = Path.Combine(Path.GetTempPath(), $"robotpolicy-scene-{Guid.NewGuid():n}.xml");
        try
        {
            scene.Save(path);
            return MjModel.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // MuJoCo looks for included files beside the scene; a changed scene lies elsewhere.
    private static XElement Flatten(XElement root, string folder)
    {
        foreach (var include in root.Descendants("include").ToArray())
        {
            var file = Path.Combine(folder, include.Attribute("file")?.Value ?? throw new SimulatorException("An include names no file."));
            include.ReplaceWith(Flatten(XDocument.Load(file).Root!, folder).Nodes());
        }

        return root;
    }

    private static void Change(XElement scene, Perturbation perturbation)
    {
        var strength = perturbation.Strength;
        var random = perturbation.SceneRandom();
        switch (perturbation.Kind)
        {
            case PerturbationKind.CubeColour:
                var way = random.Next(2) == 0 ? -1 : 1;
                Find(scene, "geom", "cube").SetAttributeValue("rgba", Text([.. TurnHue(CubeColour(scene), way * HueDegrees * strength), 1]));
                break;
            case PerturbationKind.CameraMoved:
                MoveCamera(Find(scene, "camera", "front"), strength, random);
                break;
            case PerturbationKind.DimLight:
                Dim(scene, Math.Max(LeastLight, 1 - (LostLight * strength)));
                break;
            case PerturbationKind.Distractor:
                scene.Add(new XElement("worldbody", Distractor.Describe(random)));
                break;
            case PerturbationKind.HeavyCube:
                var heavy = Find(scene, "geom", "cube");
                heavy.SetAttributeValue("mass", Text([Numbers(heavy, "mass", [0.06])[0] * (1 + (AddedWeight * strength))]));
                break;
            case PerturbationKind.SlipperyCube:
                // Of two geoms in contact MuJoCo takes the larger friction, unless one has priority.
                var slippery = Find(scene, "geom", "cube");
                slippery.SetAttributeValue("priority", "1");
                slippery.SetAttributeValue("friction", Text([SlipperyFriction / strength, 0.002, 0.0001]));
                break;
            default:
                break;
        }
    }

    // A camera may state its orientation in several ways; a body around it moves it in all of them.
    private static void MoveCamera(XElement camera, double strength, Random random)
    {
        var place = Numbers(camera, "pos", [0, 0, 0]);
        var shift = Direction(random);
        var axis = Direction(random);
        var (sin, cos) = Math.SinCos(TurnDegrees * strength * Math.PI / 360);
        var moved = new XElement(camera);
        moved.SetAttributeValue("pos", "0 0 0");
        camera.ReplaceWith(new XElement(
            "body",
            new XAttribute("pos", Text([.. place.Select((value, i) => value + (ShiftMetres * strength * shift[i]))])),
            new XAttribute("quat", Text([cos, sin * axis[0], sin * axis[1], sin * axis[2]])),
            moved));
    }

    private static void Dim(XElement scene, double share)
    {
        foreach (var light in scene.Descendants("light"))
        {
            Scale(light, "diffuse", [0.7, 0.7, 0.7], share);
            Scale(light, "ambient", [0, 0, 0], share);
        }

        foreach (var headlight in scene.Descendants("headlight"))
        {
            Scale(headlight, "diffuse", [0.4, 0.4, 0.4], share);
            Scale(headlight, "ambient", [0.1, 0.1, 0.1], share);
        }
    }

    private static void Scale(XElement light, string name, double[] usual, double share) =>
        light.SetAttributeValue(name, Text([.. Numbers(light, name, usual).Select(value => value * share)]));

    private static double[] CubeColour(XElement scene)
    {
        var cube = Find(scene, "geom", "cube");
        var owner = cube.Attribute("rgba") is null && cube.Attribute("material") is { } material ? Find(scene, "material", material.Value) : cube;
        return Numbers(owner, "rgba", [0.5, 0.5, 0.5, 1])[..3];
    }

    /// <summary>Turns a colour's hue and keeps its brightness: a rotation of red, green and blue about their grey diagonal.</summary>
    private static double[] TurnHue(double[] rgb, double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var (same, next, previous) = ((1 + (2 * cos)) / 3, ((1 - cos) / 3) - (sin / Math.Sqrt(3)), ((1 - cos) / 3) + (sin / Math.Sqrt(3)));
        return [.. Enumerable.Range(0, 3).Select(i => Math.Clamp((same * rgb[i]) + (next * rgb[(i + 1) % 3]) + (previous * rgb[(i + 2) % 3]), 0, 1))];
    }

    private static double[] Direction(Random random)
    {
        var height = (random.NextDouble() * 2) - 1;
        var (sin, cos) = Math.SinCos(random.NextDouble() * Math.Tau);
        var radius = Math.Sqrt(1 - (height * height));
        return [radius * cos, radius * sin, height];
    }

    private static XElement Find(XElement scene, string kind, string name) =>
        scene.Descendants(kind).FirstOrDefault(element => element.Attribute("name")?.Value == name)
        ?? throw new SimulatorException($"The scene lacks the {kind} '{name}' that is to be perturbed.");

    private static double[] Numbers(XElement element, string name, double[] usual)
    {
        if (element.Attribute(name)?.Value is not { } text)
            return usual;
        try
        {
            return [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        }
        catch (FormatException)
        {
            throw new SimulatorException($"{name} of the {element.Name.LocalName} is '{text}'; expected numbers.");
        }
    }

    private static string Text(double[] values) => string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
