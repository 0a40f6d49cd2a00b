namespace RobotPolicy.Simulator.Demonstrations;

/// <summary>An unbroken run of frames: between two segments of an episode the robot was disturbed and nothing was recorded.</summary>
/// <param name="Start">Index of the first frame within the demonstration.</param>
/// <param name="Length">Number of frames.</param>
/// <param name="Terminal">Whether the episode ends here, so that the last action may be repeated beyond the end.</param>
internal readonly record struct DemonstrationSegment(int Start, int Length, bool Terminal);
