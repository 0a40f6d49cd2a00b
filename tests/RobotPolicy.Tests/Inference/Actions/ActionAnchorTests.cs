using RobotPolicy.Inference.Actions;

namespace RobotPolicy.Tests.Inference.Actions;

public sealed class ActionAnchorTests
{
    private static readonly double[] State = [1, -2, 0.5];

    [Theory]
    [InlineData("Absolute", new[] { 0.25, 9, 0.5, 0.75, 9, -1 })]
    [InlineData("Delta", new[] { 1.25, 9, 1, 2, 9, 0 })]
    [InlineData("Velocity", new[] { 1.025, 9, 0.55, 1.1, 9, 0.45 })]
    [InlineData("Relative", new[] { 1.25, 9, 1, 1.75, 9, -0.5 })]
    public void ToPositions_TwoSteps_AreAnchoredToTheState(string representation, double[] expected)
    {
        double[] actions = [0.25, 9, 0.5, 0.75, 9, -1];

        Anchor(representation).ToPositions(actions, State);

        Assert.Equal(expected, actions, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Theory]
    [InlineData("Absolute")]
    [InlineData("Delta")]
    [InlineData("Velocity")]
    [InlineData("Relative")]
    public void ToAction_UndoesToPositions(string representation)
    {
        var random = new Random(7);
        var anchor = Anchor(representation);
        for (var round = 0; round < 100; round++)
        {
            var state = Numbers(random, 3);
            var actions = Numbers(random, 4 * 3);
            var positions = (double[])actions.Clone();
            anchor.ToPositions(positions, state);

            var action = new double[3];
            for (var step = 0; step < 4; step++)
            {
                anchor.ToAction(positions.AsSpan(step * 3, 3), step == 0 ? state : positions.AsSpan((step - 1) * 3, 3), state, action);
                for (var joint = 0; joint < 3; joint++)
                    Assert.Equal(actions[(step * 3) + joint], action[joint], 1e-9);
            }
        }
    }

    [Fact]
    public void ToPositions_AllocatesNothing()
    {
        var anchor = Anchor("Delta");
        var actions = new double[100 * 3];
        anchor.ToPositions(actions, State);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            anchor.ToPositions(actions, State);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Joints 0 and 2 are represented in this way; joint 1 is absolute.</summary>
    private static ActionAnchor Anchor(string representation) => new(Enum.Parse<ActionRepresentation>(representation), [0, 2], 0.1);

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 4) - 2)];
}
