using RobotPolicy.Control.Model;

namespace RobotPolicy.Benchmarks.Seams;

/// <summary>A shipped package under an executor.</summary>
/// <param name="Package">Folder in <c>deploy/policies</c>.</param>
/// <param name="Executor">Executor, the package's own or another one.</param>
internal sealed record SeamSubject(string Package, ExecutorKind Executor)
{
    /// <summary>What is measured: one line for each pair of package and executor. A package that is not there has no row.</summary>
    public static IReadOnlyList<SeamSubject> All { get; } =
    [
        new("pick_place_act", ExecutorKind.RecedingHorizon),
        new("pick_place_act", ExecutorKind.TemporalEnsemble),
    ];

    /// <summary>Name of its rows.</summary>
    public string Name => $"{Package} {Executor}";
}
