using RobotPolicy.Cli.Commands.Hardware.Hearing;

namespace RobotPolicy.Cli.Commands.Hardware.Writing;

/// <summary>Which topics of pictures become cameras, and under which names. Pure.</summary>
internal static class CameraDrafts
{
    private const string CompressedSuffix = "/compressed";

    // Parts of topics that name no camera.
    private static readonly string[] Usual = ["image_raw", "image_rect_raw", "image_rect_color", "image_color", "image", "compressed", "color", "rgb", "camera"];

    /// <summary>Cameras, and the topics that are none with the reason.</summary>
    public static (List<DraftCamera> Cameras, List<string> Others) Of(Heard heard)
    {
        var (cameras, others) = (new List<DraftCamera>(), new List<string>());
        foreach (var (topic, pictures) in heard.Cameras.OrderBy(camera => camera.Key, StringComparer.Ordinal))
        {
            if (!pictures.Stream.IsHeard)
                others.Add($"{topic} (silent)");
            else if (!pictures.IsSupported)
                others.Add($"{topic} ({pictures.Encoding})");
            else if (pictures.Compressed && topic.EndsWith(CompressedSuffix, StringComparison.Ordinal)
                && heard.Cameras.GetValueOrDefault(topic[..^CompressedSuffix.Length]) is { Stream.IsHeard: true, IsSupported: true })
                others.Add($"{topic} (compressed: true)");
            else
                cameras.Add(new DraftCamera(NameOf(topic, cameras), topic, pictures));
        }

        return (cameras, others);
    }

    private static string NameOf(string topic, List<DraftCamera> taken)
    {
        var tokens = topic.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var telling = tokens.Where(token => !Usual.Contains(token)).ToList();
        var name = telling.Count > 0 ? telling[^1] : "camera";
        return taken.All(camera => camera.Name != name) ? name : string.Join('_', tokens);
    }
}
