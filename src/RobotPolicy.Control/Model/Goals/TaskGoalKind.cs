namespace RobotPolicy.Control.Model;

/// <summary>In what form a goal is given.</summary>
public enum TaskGoalKind
{
    /// <summary>Words.</summary>
    Text = 0,

    /// <summary>A picture of the wanted scene.</summary>
    Picture,

    /// <summary>Strokes on a camera's picture.</summary>
    Sketch,

    /// <summary>Joint positions.</summary>
    Pose,

    /// <summary>Numbers that something else has computed.</summary>
    Embedding,
}
