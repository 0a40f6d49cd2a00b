using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Models;

/// <summary>A model with what belongs to it.</summary>
/// <param name="Model">From a normalised observation to normalised actions.</param>
/// <param name="Observation">What it looks at.</param>
/// <param name="Residual">The graph that corrects targets at control rate; <see langword="null"/> where there is none.</param>
internal sealed record LoadedModel(IActionModel Model, ObservationLayout Observation, OnnxGraph? Residual) : IDisposable
{
    /// <summary>Lets go of all graphs, where no policy is made.</summary>
    public void Dispose()
    {
        Model.Dispose();
        Residual?.Dispose();
    }
}
