using System.Text.Json.Nodes;

namespace RobotPolicy.Benchmarks.PolicyCall;

/// <summary>A shipped package with something else in its manifest.</summary>
internal static class PackageCopy
{
    /// <summary>Copies it, without its failure monitor's folder, into a folder of its own, which is the caller's to delete.</summary>
    /// <param name="package">Folder of the package.</param>
    /// <param name="edit">Changes the manifest's <c>x-robotpolicy</c> section.</param>
    public static string Make(string package, Action<JsonObject> edit)
    {
        var folder = Directory.CreateTempSubdirectory("robotpolicy-bench-").FullName;
        foreach (var file in Directory.GetFiles(package))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var path = Path.Combine(folder, "manifest.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        edit(manifest["x-robotpolicy"]!.AsObject());
        File.WriteAllText(path, manifest.ToJsonString());
        return folder;
    }
}
