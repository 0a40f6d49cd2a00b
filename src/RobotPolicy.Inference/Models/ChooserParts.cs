using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Inference.Models;

/// <summary>What a chooser of candidates can be made of.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Opened">The package's graphs.</param>
/// <param name="Graphs">Runs them.</param>
/// <param name="Encoder">What is known about the observation.</param>
/// <param name="Layout">How the denoiser fits the encoder.</param>
/// <param name="Sampler">What samples candidates.</param>
/// <param name="Prior">What is decided already, where the chooser looks at it.</param>
/// <param name="Seed">Seed of all noise.</param>
internal sealed record ChooserParts(
    PolicyManifest Manifest,
    OpenedGraphs Opened,
    GraphSet Graphs,
    EncoderOutputs Encoder,
    SampledLayout Layout,
    Sampler Sampler,
    NormalizedPrior? Prior,
    ulong Seed);
