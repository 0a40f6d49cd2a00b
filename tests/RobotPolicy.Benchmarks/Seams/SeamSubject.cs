using RobotPolicy.Control.Model;

namespace RobotPolicy.Benchmarks.Seams;

/// <summary>A shipped package under an executor.</summary>
/// <param name="Package">Folder in <c>deploy/policies</c>.</param>
/// <param name="Title">What it is called in the table.</param>
/// <param name="Executor">Executor section as in a manifest, or <see langword="null"/> for the package's own.</param>
/// <param name="NetworkCallsPerChunk">For streaming diffusion N/h: levels of noise over chunks in the buffer; else <see langword="null"/>.</param>
internal sealed record SeamSubject(string Package, string Title, string? Executor = null, double? NetworkCallsPerChunk = null)
{
    /// <summary>What is measured: one line each. The first of a package is the reference of those whose seams leave nothing within chunks.</summary>
    public static IReadOnlyList<SeamSubject> All { get; } =
    [
        new("pick_place_act", "as packaged"),
        new("pick_place_act", "receding horizon, linear", """{"type":"receding_horizon","execute":12,"interpolation":"linear"}"""),
        new("pick_place_act", "temporal ensemble", """{"type":"temporal_ensemble","decay":0.01}"""),
        new("pick_place_act", "asynchronous", """{"type":"asynchronous","merge":"weighted_average"}"""),
        new("pick_place_diffusion", "as packaged"),
        new("pick_place_diffusion", "asynchronous", """{"type":"asynchronous","merge":"weighted_average"}"""),
        new("pick_place_flow", "as packaged"),
        new("pick_place_flow", "guided RTC", """{"type":"real_time_chunking","conditioning":"guidance","execute":8,"schedule":"linear"}"""),
        new("pick_place_flow", "receding horizon", """{"type":"receding_horizon"}"""),
        new("pick_place_streaming", "as packaged", NetworkCallsPerChunk: 25),
    ];

    /// <summary>The packages that have subjects.</summary>
    public static IEnumerable<string> Packages => All.Select(subject => subject.Package).Distinct();

    /// <summary>Name of its rows.</summary>
    public string Name => $"{Package}, {Title}";
}
