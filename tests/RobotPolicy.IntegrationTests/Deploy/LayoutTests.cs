using System.Text.Json;
using System.Xml.Linq;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Peers;

namespace RobotPolicy.IntegrationTests.Deploy;

/// <summary>The layouts for Foxglove and PlotJuggler against a recording of the service: every topic and every field that they name is there.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class LayoutTests(RecordedTask recording) : IClassFixture<RecordedTask>
{
    private static readonly string[] PathKeys = ["value", "topicPath", "topicToRender", "imageTopic"];

    [Fact]
    public async Task Foxglove_EveryPath_IsInARecording()
    {
        using var layout = JsonDocument.Parse(File.ReadAllText(FileOf("foxglove", "robotpolicy.json")));
        var paths = Strings(layout.RootElement.GetProperty("configById")).Where(path => path.StartsWith('/')).Distinct().ToList();

        var found = await ResolveAsync("foxglove", paths);

        Assert.Equal(paths.Count, found.Count);
        Assert.Equal("sensor_msgs/msg/Image", found["/camera/front/image_raw"]);
        Assert.Equal("rcl_interfaces/msg/Log", found["/rosout"]);
        Assert.Equal("diagnostic_msgs/msg/DiagnosticArray", found["/diagnostics"]);
        Assert.Equal("boolean", found["/robot_policy/stopped.data"]);
        Assert.All(
            found.Where(each => each.Key.StartsWith("/robot_policy/log/", StringComparison.Ordinal) && each.Key.Contains('.')),
            each => Assert.True(each.Value is "number" or "bigint", $"{each.Key}: {each.Value}"));
        Assert.DoesNotContain(found.Values, value => value.StartsWith("no ", StringComparison.Ordinal));
    }

    [Fact]
    public void Foxglove_Mosaic_ShowsEveryPanelOnce()
    {
        using var layout = JsonDocument.Parse(File.ReadAllText(FileOf("foxglove", "robotpolicy.json")));
        var root = layout.RootElement;
        var panels = root.GetProperty("configById").EnumerateObject().ToDictionary(panel => panel.Name, panel => panel.Value);

        var shown = Leaves(root.GetProperty("layout"))
            .Concat(panels.Values.Where(panel => panel.TryGetProperty("tabs", out _))
                .SelectMany(panel => panel.GetProperty("tabs").EnumerateArray().SelectMany(tab => Leaves(tab.GetProperty("layout")))))
            .ToList();

        Assert.Equal(panels.Keys.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["configById", "globalVariables", "layout", "playbackConfig", "userNodes"], root.EnumerateObject().Select(part => part.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PlotJuggler_EveryCurve_IsANumberInARecording()
    {
        var curves = XDocument.Load(FileOf("plotjuggler", "robotpolicy.xml")).Descendants("curve").Select(curve => (string)curve.Attribute("name")!).Distinct().ToList();

        var found = await ResolveAsync("plotjuggler", curves);

        Assert.Equal(curves.Count, found.Count);
        Assert.All(found, each => Assert.True(each.Value is "number" or "bigint" or "boolean", $"{each.Key}: {each.Value}"));
    }

    [Fact]
    public async Task Check_PathThatIsNotThere_IsFound()
    {
        var found = await ResolveAsync("foxglove", ["/robot_policy/log/tick.mood", "/robot_policy/log/tack.mode", "/joint_states.position[9]"]);

        Assert.Equal(["no such field", "no such topic", "no such field"], found.Values);
    }

    private static string FileOf(string tool, string name) => Path.Combine(WorkingCopy.Root, "deploy", tool, name);

    private async Task<Dictionary<string, string>> ResolveAsync(string tool, IReadOnlyList<string> paths)
    {
        var output = await NodeScript.RunOnAsync(string.Join('\n', paths), WorkingCopy.TestSource("Deploy", "layout_check.js"), recording.File, tool);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToDictionary(line => line[0], line => line[1]);
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Value.ValueKind == JsonValueKind.String
            ? PathKeys.Contains(member.Name) ? [member.Value.GetString()!] : []
            : Strings(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        _ => [],
    };

    private static IEnumerable<string> Leaves(JsonElement node) => node.ValueKind == JsonValueKind.String
        ? [node.GetString()!]
        : Leaves(node.GetProperty("first")).Concat(Leaves(node.GetProperty("second")));
}
