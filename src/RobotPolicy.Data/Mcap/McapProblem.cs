namespace RobotPolicy.Data.Mcap;

/// <summary>Something in a file that its own records contradict, or that tools will miss.</summary>
/// <param name="Position">Where.</param>
/// <param name="Record">Which record.</param>
/// <param name="Text">What.</param>
/// <param name="IsError">Whether the file is wrong; else it merely lacks something.</param>
public readonly record struct McapProblem(RecordPosition Position, string Record, string Text, bool IsError);
