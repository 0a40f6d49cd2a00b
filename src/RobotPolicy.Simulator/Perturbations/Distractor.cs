using System.Globalization;
using System.Xml.Linq;
using RobotPolicy.Simulator.MuJoCo;

namespace RobotPolicy.Simulator.Perturbations;

/// <summary>The second object on the table: solid and free to move, of a colour and a shape that follow from the perturbation's seed.</summary>
internal sealed class Distractor
{
    private const string Name = "distractor";
    private const double DistanceMetres = 0.085;
    private const double SmallestDistanceMetres = 0.05;
    private const double HalfHeightMetres = 0.025;
    private const double MinX = 0.22;
    private const double MaxX = 0.48;
    private const double MinY = -0.08;
    private const double MaxY = 0.24;
    private const int Attempts = 50;

    private static readonly string[] Colours = ["0.16 0.34 0.86 1", "0.95 0.75 0.10 1", "0.55 0.20 0.70 1", "0.10 0.65 0.70 1", "0.95 0.45 0.10 1"];
    private static readonly (string Type, string Size)[] Shapes = [("cylinder", "0.02 0.025"), ("box", "0.016 0.022 0.025"), ("ellipsoid", "0.02 0.02 0.025")];

    private readonly Perturbation _perturbation;
    private readonly int _position;

    /// <summary>Finds it in the model.</summary>
    internal Distractor(Perturbation perturbation, MjModel model)
    {
        _perturbation = perturbation;
        _position = model.PositionAddress(model.Find(MjObjectKind.Joint, Name));
    }

    /// <summary>Its body in the scene file.</summary>
    internal static XElement Describe(Random random)
    {
        var shape = Shapes[random.Next(Shapes.Length)];
        return new XElement(
            "body",
            new XAttribute("name", Name),
            new XAttribute("pos", string.Create(CultureInfo.InvariantCulture, $"0.24 0.2 {HalfHeightMetres}")),
            new XElement("freejoint", new XAttribute("name", Name)),
            new XElement(
                "geom",
                new XAttribute("name", Name),
                new XAttribute("type", shape.Type),
                new XAttribute("size", shape.Size),
                new XAttribute("rgba", Colours[random.Next(Colours.Length)]),
                new XAttribute("mass", "0.08"),
                new XAttribute("contype", "1"),
                new XAttribute("conaffinity", "3"),
                new XAttribute("friction", "1.0 0.01 0.0002"),
                new XAttribute("solimp", "0.97 0.995 0.001"),
                new XAttribute("solref", "0.006 1")));
    }

    /// <summary>Puts it near the cube, at an angle that follows from the episode, where the arm's work area has room.</summary>
    internal void Place(int episodeSeed, double cubeX, double cubeY, Span<double> positions)
    {
        var random = _perturbation.EpisodeRandom(episodeSeed);
        var distance = Math.Max(SmallestDistanceMetres, DistanceMetres / Math.Sqrt(_perturbation.Strength));
        var (x, y) = (cubeX, cubeY);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (sin, cos) = Math.SinCos(random.NextDouble() * Math.Tau);
            (x, y) = (cubeX + (distance * cos), cubeY + (distance * sin));
            if (x is >= MinX and <= MaxX && y is >= MinY and <= MaxY)
                break;
        }

        ReadOnlySpan<double> pose = [x, y, HalfHeightMetres, 1, 0, 0, 0];
        pose.CopyTo(positions[_position..]);
    }
}
