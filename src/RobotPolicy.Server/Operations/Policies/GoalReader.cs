using RobotPolicy.Api.V1;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Intervention;
using PoseGoal = RobotPolicy.Control.Model.PoseGoal;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>Turns a goal as clients send it into one as policies take it.</summary>
internal static class GoalReader
{
    /// <summary>The goal, or <see langword="null"/> where none is stated.</summary>
    /// <param name="goal">As a client sent it, within the bounds of <c>tasks.proto</c>.</param>
    /// <param name="robot">The robot whose joints a pose names.</param>
    public static TaskGoal? Read(Goal? goal, RobotDescription robot) => goal?.KindCase switch
    {
        Goal.KindOneofCase.Text => new TextGoal(goal.Text),
        Goal.KindOneofCase.Image => new PictureGoal(goal.Image.Data.Memory, FormatOf(goal.Image.Data.Span), goal.Image.Camera),
        Goal.KindOneofCase.Sketch => new StrokeGoal(
            [.. goal.Sketch.Strokes.Select(stroke => (IReadOnlyList<(float, float)>)[.. stroke.Points.Select(point => (point.X, point.Y))])],
            goal.Sketch.Width,
            goal.Sketch.Height,
            goal.Sketch.Camera),
        Goal.KindOneofCase.Pose => new PoseGoal(Place(goal.Pose, robot)),
        Goal.KindOneofCase.Embedding => new VectorGoal(goal.Embedding.Values.ToArray()),
        _ => null,
    };

    /// <summary>In what form a goal is given, as the API names it.</summary>
    public static GoalKind ToApi(TaskGoalKind kind) => kind switch
    {
        TaskGoalKind.Text => GoalKind.Text,
        TaskGoalKind.Picture => GoalKind.Image,
        TaskGoalKind.Sketch => GoalKind.Sketch,
        TaskGoalKind.Pose => GoalKind.Pose,
        TaskGoalKind.Embedding => GoalKind.Embedding,
        _ => GoalKind.Unspecified,
    };

    private static PixelFormat FormatOf(ReadOnlySpan<byte> data) => data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? PixelFormat.Jpeg : PixelFormat.Png;

    private static double[] Place(JointPose pose, RobotDescription robot)
    {
        var selector = new JointSelector(robot);
        var placed = new double[selector.Count];
        var mask = selector.Place("goal.pose.positions", pose.Positions, "goal.pose.joints", pose.Joints, placed);
        for (var joint = 0; joint < placed.Length; joint++)
            if ((mask >> joint & 1) == 0)
                placed[joint] = double.NaN;
        return placed;
    }
}
