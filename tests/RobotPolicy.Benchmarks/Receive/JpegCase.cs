using RobotPolicy.Benchmarks.Preprocess;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Benchmarks.Receive;

/// <summary>What is made of two JPEG pictures of 640 × 480.</summary>
/// <param name="Name">For the row.</param>
/// <param name="Target">The tensor's size and filter.</param>
/// <param name="Scaled">Whether they may be decoded smaller.</param>
internal sealed record JpegCase(string Name, PreprocessCase Target, bool Scaled)
{
    public ImageTensorSpec Spec() => Target.Spec() with { ScaledDecode = Scaled };
}
