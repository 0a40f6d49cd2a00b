using System.Globalization;
using RobotPolicy.Api.V1;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Intervention;

namespace RobotPolicy.Server.Api;

/// <summary>Checks what a task is to reach against the robot and the bounds of <c>tasks.proto</c>.</summary>
internal static class GoalCheck
{
    private const int MaxText = 1000;
    private const int MaxImageBytes = 4_000_000;
    private const int MaxSide = 8192;
    private const int MaxStrokes = 100;
    private const int MaxPoints = 10_000;
    private const int MaxEmbedding = 65_536;

    private static readonly byte[] JpegMagic = [0xFF, 0xD8, 0xFF];
    private static readonly byte[] PngMagic = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    /// <summary>Notes everything that is wrong with a goal.</summary>
    public static void Run(RequestCheck check, Goal? goal, RobotDescription robot)
    {
        switch (goal?.KindCase)
        {
            case null:
                break;
            case Goal.KindOneofCase.Text:
                check.That(goal.Text.Length is > 0 and <= MaxText, "goal.text", $"1 to {MaxText} characters", $"{goal.Text.Length} characters");
                break;
            case Goal.KindOneofCase.Image:
                Image(check, goal.Image, robot);
                break;
            case Goal.KindOneofCase.Sketch:
                Sketch(check, goal.Sketch, robot);
                break;
            case Goal.KindOneofCase.Pose:
                Pose(goal.Pose, robot);
                break;
            case Goal.KindOneofCase.Embedding:
                Embedding(check, goal.Embedding);
                break;
            default:
                check.That(false, "goal", "one kind of goal", "none");
                break;
        }
    }

    private static void Image(RequestCheck check, ImageGoal image, RobotDescription robot)
    {
        var data = image.Data.Span;
        check.That(data.Length <= MaxImageBytes, "goal.image.data", $"at most {MaxImageBytes} bytes", $"{data.Length} bytes");
        check.That(data.StartsWith(JpegMagic) || data.StartsWith(PngMagic), "goal.image.data", "a JPEG or a PNG", "something else");
        Camera(check, "goal.image.camera", image.Camera, robot);
    }

    private static void Sketch(RequestCheck check, SketchGoal sketch, RobotDescription robot)
    {
        Camera(check, "goal.sketch.camera", sketch.Camera, robot);
        check.Range("goal.sketch.width", sketch.Width, 1, MaxSide);
        check.Range("goal.sketch.height", sketch.Height, 1, MaxSide);
        check.That(sketch.Strokes.Count is > 0 and <= MaxStrokes, "goal.sketch.strokes", $"1 to {MaxStrokes} strokes", sketch.Strokes.Count);
        var points = sketch.Strokes.Take(MaxStrokes).Sum(stroke => stroke.Points.Count);
        check.That(points is > 0 and <= MaxPoints, "goal.sketch.strokes", $"1 to {MaxPoints} points", points);
        if (points > MaxPoints)
            return;
        var outside = sketch.Strokes.Take(MaxStrokes).SelectMany(stroke => stroke.Points)
            .FirstOrDefault(point => !(point.X >= -0.5 && point.X <= sketch.Width - 0.5 && point.Y >= -0.5 && point.Y <= sketch.Height - 0.5));
        check.That(outside is null, "goal.sketch.strokes", "points inside the picture", outside);
    }

    private static void Pose(JointPose pose, RobotDescription robot)
    {
        var selector = new JointSelector(robot);
        var placed = new double[selector.Count];
        var mask = selector.Place("goal.pose.positions", pose.Positions, "goal.pose.joints", pose.Joints, placed);
        var check = new RequestCheck();
        for (var joint = 0; joint < placed.Length; joint++)
            if ((mask >> joint & 1) != 0)
                check.Range($"goal.pose.positions of {robot.Joints[joint].Name}", placed[joint], robot.Joints[joint].MinPosition, robot.Joints[joint].MaxPosition);
        check.ThrowIfBad();
    }

    private static void Embedding(RequestCheck check, EmbeddingGoal embedding)
    {
        var values = embedding.Values;
        check.That(values.Count is > 0 and <= MaxEmbedding, "goal.embedding.values", $"1 to {MaxEmbedding} values", values.Count);
        for (var i = 0; i < Math.Min(values.Count, MaxEmbedding); i++)
        {
            if (float.IsFinite(values[i]))
                continue;
            check.That(false, $"goal.embedding.values[{i}]", "a finite number", values[i].ToString(CultureInfo.InvariantCulture));
            return;
        }
    }

    private static void Camera(RequestCheck check, string field, string name, RobotDescription robot) =>
        check.That(
            robot.IndexOfCamera(name) >= 0, field, "one of " + string.Join(", ", robot.Cameras.Select(camera => camera.Name)), name);
}
