namespace RobotPolicy.Data.Datasets;

/// <summary>The part of a video that belongs to an episode.</summary>
/// <param name="File">Path of the video.</param>
/// <param name="Start">Seconds of the first picture.</param>
/// <param name="End">Seconds after the last one.</param>
public readonly record struct DatasetClip(string File, double Start, double End);
