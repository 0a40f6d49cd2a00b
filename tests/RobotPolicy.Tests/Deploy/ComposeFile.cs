using System.Text.RegularExpressions;
using RobotPolicy.Tests.Architecture;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace RobotPolicy.Tests.Deploy;

/// <summary>docker-compose.yml as an engine reads it: anchors merged, variables at their defaults.</summary>
internal sealed partial class ComposeFile
{
    private readonly Dictionary<object, object> _root;

    private ComposeFile(Dictionary<object, object> root) => _root = root;

    public IEnumerable<string> ServiceNames => Map(_root["services"]).Keys.Cast<string>();

    public static ComposeFile Load()
    {
        var text = File.ReadAllText(Path.Combine(ProjectFiles.Root, "docker-compose.yml"));
        var parser = new MergingParser(new Parser(new StringReader(Variable().Replace(text, "$1"))));
        return new ComposeFile(new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(parser));
    }

    public Dictionary<object, object> Service(string name) => Map(Map(_root["services"])[name]);

    public Dictionary<object, object> Section(string name) => Map(_root[name]);

    public static Dictionary<object, object> Map(object value) => (Dictionary<object, object>)value;

    public static string[] Words(object value) => [.. ((List<object>)value).Cast<string>()];

    [GeneratedRegex(@"\$\{[A-Z_]+:-([^}]*)\}")]
    private static partial Regex Variable();
}
