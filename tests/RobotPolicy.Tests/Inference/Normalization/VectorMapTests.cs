using RobotPolicy.Inference.Normalization;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.Normalization;

public sealed class VectorMapTests : IDisposable
{
    private readonly TestPolicyPackage _package = new();

    public void Dispose() => _package.Dispose();

    [Theory]
    [InlineData(2.0, 0.5f, 0.5f)]
    [InlineData(9.0, 4f, 1f)]
    [InlineData(-9.0, -5f, -1f)]
    public void Normalize_Clip_BoundsTheNormalisedValue(double elbow, float free, float bounded)
    {
        Assert.Equal(free, Normalize(Map(clip: ""), elbow));
        Assert.Equal(bounded, Normalize(Map(clip: "\"clip\": 1, "), elbow));
    }

    [Fact]
    public void Normalize_Infinity_IsNotMadeFiniteByTheBound()
    {
        Assert.False(Map(clip: "\"clip\": 1, ").TryNormalize([0.5, double.PositiveInfinity], new float[2]));
        Assert.False(Map(clip: "\"clip\": 1, ").TryNormalize([0.5, double.NaN], new float[2]));
    }

    [Fact]
    public void Denormalize_Clip_BoundsTheNormalisedValue()
    {
        var robot = new double[2];

        Map(clip: "\"clip\": 1, ").Denormalize([3, -3], robot);

        // Elbow 1·2 + 1, gripper −1·0.25 + 0.5.
        Assert.Equal([0.25, 3], robot);
    }

    private static float Normalize(VectorMap map, double elbow)
    {
        var policy = new float[2];
        Assert.True(map.TryNormalize([0.5, elbow], policy));
        return policy[0];
    }

    /// <summary>The state's map: elbow (x − 1) / 2, gripper (x − 0.5) / 0.25; the robot's joints are gripper, elbow.</summary>
    private VectorMap Map(string clip)
    {
        _package.Write("manifest.json", TestPolicyPackage.DefaultManifest.Replace(
            "{ \"type\": \"normalize\", ", "{ \"type\": \"normalize\", \"features\": [\"observation.state\"], " + clip));
        var errors = new List<PackageError>();
        var package = PolicyPackage.Load(_package.Folder, errors);
        Assert.Empty(errors);
        return new VectorMap([1, 0], package!.StateNormalizer, package.Manifest, TestPolicyPackage.Robot);
    }
}
