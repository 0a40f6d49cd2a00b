using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Splines;

namespace RobotPolicy.Tests.Inference.Splines;

/// <summary>From what a graph says to a chunk, without a graph. One joint of degree 3, one gripper of degree 0.</summary>
public sealed class SplineHeadTests
{
    private static readonly SplineSpec Spec = new() { Degree = 3, ControlPoints = 6, Duration = 0.5 };
    private static readonly double[] Arm = [0, 0.2, 0.5, 0.4, 0.9, 1];
    private static readonly double[] Gripper = [0, 0, 0, 1, 1, 1];

    [Fact]
    public void Decode_ControlPoints_AreActionsAtTheInterval()
    {
        var head = Head(Points(), null);

        Assert.Equal(PolicyStatus.Ok, head.Decode());

        Assert.Equal(11, head.ChunkSize);
        Assert.Equal(0.165375f, Action(head, 1, 0), 1e-6f);
        Assert.Equal(0.45625f, Action(head, 5, 0), 1e-6f);
        Assert.Equal(0.877375f, Action(head, 9, 0), 1e-6f);
        Assert.Equal(1, Action(head, 10, 0), 1e-6f);
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1], Enumerable.Range(0, 11).Select(i => Action(head, i, 1)));
    }

    [Fact]
    public void Decode_ChunkInUse_IsContinued_AndTheGripperIsNot()
    {
        var head = Head(Points(), null);
        (head.StartAction.Span[0], head.StartAction.Span[1]) = (0.3f, 0.7f);

        head.Decode();
        Assert.Equal((0.3f, 0), (Action(head, 0, 0), Action(head, 0, 1)));

        (head.Prior.ActionBuffer[0], head.Prior.ActionBuffer[1], head.Prior.Count) = (-0.4f, 0.9f, 1);
        head.Decode();
        Assert.Equal((-0.4f, 0), (Action(head, 0, 0), Action(head, 0, 1)));
        Assert.Equal(1, Action(head, 10, 0), 1e-6f);
    }

    [Fact]
    public void Decode_Tokens_GoThroughTheirBounds()
    {
        var range = new TokenRange(256, [.. Enumerable.Repeat(-1.0, 12)], [.. Enumerable.Repeat(1.0, 12)]);
        var tokens = Points().Select((p, i) => (float)range.Encode(i, p)).ToArray();
        var head = Head(tokens, range);

        Assert.Equal(PolicyStatus.Ok, head.Decode());
        Assert.Equal(0.45625f, Action(head, 5, 0), 1f / 255);

        tokens[7] = 256;
        Assert.Equal(PolicyStatus.NonFiniteOutput, head.Decode());
        Assert.Equal("A token is not from 0 to 255", head.Problem);
        tokens[7] = float.NaN;
        Assert.Equal(PolicyStatus.NonFiniteOutput, head.Decode());
    }

    [Fact]
    public void Decode_ControlPointThatIsNoNumber_IsRefused()
    {
        var points = Points();
        points[3] = float.PositiveInfinity;

        Assert.Equal(PolicyStatus.NonFiniteOutput, Head(points, null).Decode());
    }

    [Fact]
    public void Decode_SteadyState_AllocatesNothing()
    {
        var head = Head(Points(), null);
        head.Decode();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            head.Decode();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static SplineHead Head(float[] points, TokenRange? range) => new(Spec, points, Memory<long>.Empty, range, [3, 0], 0.05);

    private static float[] Points() => [.. Arm.Zip(Gripper).SelectMany(p => new[] { (float)p.First, (float)p.Second })];

    private static float Action(SplineHead head, int step, int joint) => head.Actions.Span[(step * 2) + joint];
}
