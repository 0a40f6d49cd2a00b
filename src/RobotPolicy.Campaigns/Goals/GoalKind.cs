namespace RobotPolicy.Campaigns.Goals;

/// <summary>How a task is told which disc is wanted.</summary>
internal enum GoalKind
{
    /// <summary>In words.</summary>
    Text,

    /// <summary>By a picture of the finished scene.</summary>
    Image,

    /// <summary>By strokes on the front camera's picture.</summary>
    Sketch,
}
