namespace RobotPolicy.Data.Datasets.Writing;

/// <summary>Numbers of the first files that a writer adds: 0 in a new dataset, behind those that exist in one that is continued.</summary>
/// <param name="Data">Of data.</param>
/// <param name="Episodes">Of <c>meta/episodes</c>.</param>
/// <param name="Videos">For each camera.</param>
internal sealed record FirstFiles(long Data, long Episodes, IReadOnlyList<long> Videos);
