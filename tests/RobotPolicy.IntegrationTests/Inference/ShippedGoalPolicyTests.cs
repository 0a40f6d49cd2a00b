using System.Text;
using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Safetensors;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>The package that takes goals, against what its trainer computed for a goal of each kind (parity.safetensors).</summary>
public sealed class ShippedGoalPolicyTests : IDisposable
{
    private const int PictureEdge = 96;
    private const int SketchWidth = 320;
    private const int SketchHeight = 240;

    private readonly ImagePreprocessor _images = new();
    private readonly ImagePreprocessor _goalImages = new();
    private readonly ShippedPackage _package = new("place_on_disc");
    private readonly RobotDescription _robot = ShippedPackage.Robot(otherJointOrder: true);

    public void Dispose()
    {
        _images.Dispose();
        _goalImages.Dispose();
    }

    /// <summary>From words, a PNG file or strokes to joint targets: tokenizer, decoding, raster, and the graph.</summary>
    [Theory]
    [InlineData("text")]
    [InlineData("image")]
    [InlineData("sketch")]
    public void Infer_GoalOfEachKind_GivesTheTrainersActions(string kind)
    {
        var result = PolicyLoader.Load(_package.Folder, _robot, _images, new PolicyLoaderOptions { GoalImages = _goalImages });
        Assert.Empty(result.Errors);
        using var policy = result.Policy!;
        var problems = new List<string>();
        policy.UseGoal(policy.PrepareGoal(Goal(kind), problems));
        Assert.Empty(problems);
        var chunk = new ActionChunk(policy.Spec.Horizon, _robot.Joints.Count);

        Assert.Equal(PolicyStatus.Ok, policy.Infer(_package.Observe(_robot, policy.Spec.Cameras), chunk));

        Assert.InRange(Largest(chunk, kind), 0, 1e-4);
        foreach (var other in new[] { "text", "image", "sketch" }.Except([kind]))
            Assert.True(Largest(chunk, other) > 1e-3, $"the goals {kind} and {other} lead to the same actions");
    }

    private double Largest(ActionChunk chunk, string kind)
    {
        var expected = _package.Parity[$"raw.action.{kind}"].ToDoubles();
        var joints = ShippedPackage.Joints;
        Assert.Equal(chunk.Horizon * joints.Length, expected.Length);
        var largest = 0.0;
        for (var step = 0; step < chunk.Horizon; step++)
            for (var joint = 0; joint < joints.Length; joint++)
                largest = Math.Max(largest, Math.Abs(chunk.Action(step)[_robot.IndexOfJoint(joints[joint])] - expected[(step * joints.Length) + joint]));
        return largest;
    }

    private TaskGoal Goal(string kind)
    {
        var source = _package.Parity[$"raw.goal.{kind}"];
        return kind switch
        {
            "text" => new TextGoal(Encoding.UTF8.GetString(source.Data.Span)),
            "image" => new PictureGoal(Png(source), PixelFormat.Png, "front"),
            _ => new StrokeGoal(Strokes(source), SketchWidth, SketchHeight, "front"),
        };
    }

    private static byte[] Png(SafetensorsTensor picture)
    {
        var path = Path.GetTempFileName();
        try
        {
            PngWriter.Write(path, picture.Data.Span, PictureEdge, PictureEdge);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static List<IReadOnlyList<(float X, float Y)>> Strokes(SafetensorsTensor points) =>
        [.. points.ToDoubles().Chunk(3).GroupBy(point => point[0]).OrderBy(stroke => stroke.Key)
            .Select(stroke => stroke.Select(point => ((float)point[1], (float)point[2])).ToArray())];
}
