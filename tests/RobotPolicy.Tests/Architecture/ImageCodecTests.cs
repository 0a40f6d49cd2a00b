using System.Xml.Linq;
using RobotPolicy.Imaging;

namespace RobotPolicy.Tests.Architecture;

/// <summary><c>-p:ImageCodec=OpenCvSharp4</c> brings OpenCV in; nothing else does.</summary>
public sealed class ImageCodecTests
{
    private const string Switch = "'$(ImageCodec)' == 'OpenCvSharp4'";
    private const string Default = "'$(ImageCodec)' != 'OpenCvSharp4'";

    private static readonly XDocument Project = XDocument.Load(Path.Combine(ProjectFiles.Root, "src", "RobotPolicy.Imaging", "RobotPolicy.Imaging.csproj"));

    [Fact]
    public void DefaultBuild_HasNothingOfOpenCv()
    {
        var imaging = typeof(ImagePreprocessor).Assembly;

        Assert.DoesNotContain(imaging.GetReferencedAssemblies(), reference => reference.Name!.Contains("OpenCv", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(imaging.GetTypes(), type => type.Name.Contains("OpenCv", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Project_PackagesOfOpenCv_AreConditional()
    {
        var packages = Project.Descendants("PackageReference").Where(p => ((string)p.Attribute("Include")!).StartsWith("OpenCvSharp4", StringComparison.Ordinal)).ToArray();

        Assert.Equal(2, packages.Length);
        Assert.All(packages, package => Assert.Equal(Switch, (string?)package.Parent!.Attribute("Condition")));
    }

    [Fact]
    public void Project_EitherBuild_CompilesOneOfTheTwo()
    {
        var removed = Project.Descendants("Compile").ToDictionary(c => (string)c.Attribute("Remove")!, c => (string?)c.Parent!.Attribute("Condition"));

        Assert.Equal(new Dictionary<string, string?> { ["Codecs/OpenCv/**"] = Default, ["Codecs/PictureCodecs.cs"] = Switch }, removed);
    }

    [Fact]
    public void Packages_OfTheSwitch_HaveVersions()
    {
        var versions = XDocument.Load(Path.Combine(ProjectFiles.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Select(v => (string)v.Attribute("Include")!);

        Assert.Subset(versions.ToHashSet(), new HashSet<string> { "OpenCvSharp4", "OpenCvSharp4.official.runtime.linux-x64" });
    }
}
