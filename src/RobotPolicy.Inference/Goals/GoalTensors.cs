using RobotPolicy.Control.Model;

namespace RobotPolicy.Inference.Goals;

/// <summary>A goal as one policy's graph takes it. Immutable.</summary>
/// <param name="owner">The inputs that it was made for.</param>
/// <param name="index">Which of them is given.</param>
internal sealed class GoalTensors(GoalInputs owner, int index) : PreparedGoal
{
    /// <summary>The inputs that it was made for.</summary>
    public GoalInputs Owner { get; } = owner;

    /// <summary>Which of them is given.</summary>
    public int Index { get; } = index;

    /// <summary>Values of the input, unless it takes token ids.</summary>
    public float[] Values { get; init; } = [];

    /// <summary>The goal in words; empty where it is none of words.</summary>
    public string Text { get; init; } = "";

    /// <summary>Token ids, where it takes them.</summary>
    public long[] Tokens { get; init; } = [];
}
